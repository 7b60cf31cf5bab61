/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What only sending adds to a mail: the relays' stamps, the mailer's signature, list and X- fields,
 * dates and envelope. A draft has none of it, so it is one group that the draft's view leaves out
 * whole. */

#pragma once

#include "tokenizer/feature-set.h"
#include "tokenizer/message.h"

void
hantei_transport_emit(const HanteiMessage *message, HanteiFeatures *features);
