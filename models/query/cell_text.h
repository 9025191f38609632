// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

/// Values of a result as they are shown.
namespace arborist::cell_text {

/// At most `length` characters from the beginning, with an ellipsis if that is not all.
QString begin(QByteArrayView value, qsizetype length);
/// The same in one line.
QString shown(QByteArrayView value, qsizetype length);

/// True for what begins and ends like a JSON object or array.
bool looksLikeJson(QByteArrayView value);
/// JSON with a line for each member, two spaces deep: only space is changed, so that numbers and
/// the order of members stay as the server wrote them. Anything else comes back with the same
/// characters, whatever their places.
QByteArray prettyJson(QByteArrayView json);

} // namespace arborist::cell_text
