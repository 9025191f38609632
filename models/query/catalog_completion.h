// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/completion.h"

namespace arborist {

namespace query {
struct CatalogWords;
}

/// The names of a catalog as completion wants them.
CompletionWords completionWords(const query::CatalogWords &catalog);

} // namespace arborist
