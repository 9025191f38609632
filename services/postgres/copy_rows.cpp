// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/copy_rows.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QtEndian>

namespace arborist::postgres {

namespace {
constexpr char signature[] = "PGCOPY\n\377\r\n"; // with its terminating zero
constexpr qsizetype fixedSize = sizeof signature + 4 + 4;
constexpr quint32 criticalFlags = 0xffff0000;
} // namespace

std::span<const char> CopyRows::withoutHeader(std::span<const char> message)
{
    const qsizetype before = m_header.size();
    m_header.append(message.data(), qsizetype(message.size()));
    if (m_header.size() < fixedSize)
        return {};
    const auto flags = qFromBigEndian<quint32>(m_header.constData() + sizeof signature);
    const auto extension = qFromBigEndian<quint32>(m_header.constData() + sizeof signature + 4);
    if (!m_header.startsWith(QByteArrayView(signature, sizeof signature)) ||
        (flags & criticalFlags) != 0)
        throw Error(QCoreApplication::translate("CopyRows", "The server sent a COPY of an unknown "
                                                            "format."));
    if (quint32(m_header.size() - fixedSize) < extension)
        return {};
    m_pastHeader = true;
    // The rest belongs to this message: the header ended in it, not in one before.
    return message.subspan(size_t(fixedSize + qsizetype(extension) - before));
}

} // namespace arborist::postgres
