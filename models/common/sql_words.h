// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

/// Words of SQL, in lower case: what is coloured and proposed without asking a server.
namespace arborist::sql_words {

const QSet<QString> &keywords();
const QSet<QString> &types();

} // namespace arborist::sql_words
