// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist::query {

enum class SqlEffect {
    Reads,
    Writes,
    Unclear, ///< it does not parse, is empty, or calls what may do anything (CALL, DO)
};

/// What a script seems to do, by its text. To suggest a way of running it, never to protect: what
/// a function does inside is not seen.
SqlEffect sqlEffect(const QString &script);

} // namespace arborist::query
