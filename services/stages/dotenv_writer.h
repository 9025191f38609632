// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist::stages {

/// The text of a .env file with one variable set: its last assignment, since that one counts, else
/// a new line at the end. All else stays as it is: byte order mark, line ends, order, comments (one
/// behind the value too), `export`, and the kind of quotes where the value can be written in them.
/// What needs quotes gets them, in the form that dotenv, python-dotenv and docker compose read
/// alike where there is one. Throws Error, without a value: text that is no .env file, a name that
/// is none, or a value that would not come back, or would change another variable's.
QString withVariable(const QString &text, const QString &shownName, const QString &name,
                     const QString &value);

} // namespace arborist::stages
