// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "ui/sql/scintilla.h"
#include <QPixmap>

namespace arborist {

class SqlLexer;

/// What all views of SQL look like: colours and fonts of the theme as it is now, lines of 20 px.
void dressSql(QsciScintilla &view, SqlLexer &lexer);
/// The width that line numbers need; never less than for two digits.
int lineNumberWidth(const QsciScintilla &view);
/// A sign for the margin.
QPixmap signPixmap(Glyph glyph, qreal ratio);

} // namespace arborist
