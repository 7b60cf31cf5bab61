/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What sending adds to a mail: the relays' stamps, the mailer's signature, list and X- fields,
 * dates and envelope, in groups that the draft's view leaves out; and the encodings of its parts,
 * which a draft has too. */

#pragma once

#include "tokenizer/feature-set.h"
#include "tokenizer/message.h"

void
hantei_transport_emit(const HanteiMessage *message, HanteiFeatures *features);
