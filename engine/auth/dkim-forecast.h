/*
 * Copyright 2026 The hantei authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* What a signature that a mail does not have yet will come to: whether its key will do. */

#pragma once

#include "engine/auth/dkim.h"

/* Looks up the key of @selector at @domain. The result is PASS if receivers will be able to verify
 * a signature by it; nothing of it is about a field or a body. Returns: (transfer full): of one
 * result; free with hantei_dkim_free(). */
HanteiDkim *
hantei_dkim_forecast(const gchar *domain,
		     const gchar *selector,
		     HanteiResolver *resolver,
		     const HanteiDkimOptions *options,
		     GCancellable *cancellable);
