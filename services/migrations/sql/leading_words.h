// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace arborist::migrations {

/// The first words and quoted names of a statement, comments left out; words in upper case.
QStringList leadingWords(QByteArrayView sql, int count);

/// Node of a statement that parses, where its words leave only one, and nothing in it that decides
/// on its placement; else empty.
QString kindByWords(QByteArrayView sql);

} // namespace arborist::migrations
