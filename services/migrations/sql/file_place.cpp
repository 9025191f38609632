// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/sql/file_place.h"
#include "services/migrations/sql/statement.h"

namespace arborist::migrations {

void advance(FilePlace &place, QByteArrayView text)
{
    for (const char c : text) {
        if (c == '\n') {
            ++place.line;
            place.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
            ++place.column;
        }
    }
}

FilePlace placeAt(const QByteArray &text, qsizetype offset)
{
    FilePlace place;
    advance(place, QByteArrayView(text).first(qBound<qsizetype>(0, offset, text.size())));
    return place;
}

} // namespace arborist::migrations
