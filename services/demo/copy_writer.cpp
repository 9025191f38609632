// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/copy_writer.h"

#include <QtEndian>
#include <array>

namespace arborist::demo {
namespace {

constexpr qsizetype kPiece = 256 * 1024;
constexpr qint32 kPostgresEpochDays = 10957; // 2000-01-01

} // namespace

CopyWriter::CopyWriter(postgres::Connection &connection, const QString &table,
                       const QString &columns, const QString &options)
    : m_connection(connection),
      m_columns(qint16(columns.count(u',') + 1))
{
    m_connection.beginCopyIn(
        QStringLiteral("COPY %1 (%2) FROM STDIN (FORMAT binary%3)").arg(table, columns, options));
    m_buffer.reserve(kPiece + 4096);
    m_buffer.append("PGCOPY\n\377\r\n\0", 11);
    addInt32Raw(0); // flags
    addInt32Raw(0); // length of the header's extension
}

CopyWriter::~CopyWriter()
{
    if (m_finished)
        return;
    try {
        m_connection.abortCopyIn(QStringLiteral("given up"));
    } catch (const std::exception &) {
        // The connection is broken; whatever ended the COPY is already on its way up.
    }
}

void CopyWriter::addInt16Raw(qint16 value)
{
    std::array<char, 2> bytes{};
    qToBigEndian(value, bytes.data());
    m_buffer.append(bytes.data(), 2);
}

void CopyWriter::addInt32Raw(qint32 value)
{
    std::array<char, 4> bytes{};
    qToBigEndian(value, bytes.data());
    m_buffer.append(bytes.data(), 4);
}

void CopyWriter::addInt64Raw(qint64 value)
{
    std::array<char, 8> bytes{};
    qToBigEndian(value, bytes.data());
    m_buffer.append(bytes.data(), 8);
}

void CopyWriter::beginRow()
{
    if (m_buffer.size() >= kPiece) {
        m_connection.putCopyData({m_buffer.constData(), size_t(m_buffer.size())});
        m_buffer.resize(0);
    }
    addInt16Raw(m_columns);
}

void CopyWriter::addBool(bool value)
{
    addInt32Raw(1);
    m_buffer.append(char(value));
}

void CopyWriter::addInt32(qint32 value)
{
    addInt32Raw(4);
    addInt32Raw(value);
}

void CopyWriter::addInt64(qint64 value)
{
    addInt32Raw(8);
    addInt64Raw(value);
}

void CopyWriter::addText(QByteArrayView value)
{
    addInt32Raw(qint32(value.size()));
    m_buffer.append(value);
}

void CopyWriter::addJson(QByteArrayView value)
{
    addInt32Raw(qint32(value.size()) + 1);
    m_buffer.append('\1'); // version of jsonb's binary form
    m_buffer.append(value);
}

void CopyWriter::addUuid(quint64 high, quint64 low)
{
    addInt32Raw(16);
    addInt64Raw(qint64(high));
    addInt64Raw(qint64(low));
}

// numeric's binary form: number of digits, weight of the first, sign, decimals; digits to base
// 10000.
void CopyWriter::addHundredths(qint64 value)
{
    std::array<qint16, 6> digits{}; // the first one found is the last one written
    int count = 0;
    qint64 rest = value / 100;
    const auto fraction = qint16(value % 100 * 100);
    int integers = 0;
    for (; rest > 0; rest /= 10'000, ++integers)
        digits[size_t(count++)] = qint16(rest % 10'000);
    const int total = count + (fraction != 0 ? 1 : 0);
    addInt32Raw(8 + 2 * total);
    addInt16Raw(qint16(total));
    addInt16Raw(qint16(integers > 0 ? integers - 1 : fraction != 0 ? -1 : 0));
    addInt16Raw(0);
    addInt16Raw(2);
    while (count > 0)
        addInt16Raw(digits[size_t(--count)]);
    if (fraction != 0)
        addInt16Raw(fraction);
}

void CopyWriter::addDate(qint32 days)
{
    addInt32(days - kPostgresEpochDays);
}

void CopyWriter::addTime(qint64 seconds)
{
    addInt64((seconds - kPostgresEpochDays * 86'400LL) * 1'000'000);
}

qint64 CopyWriter::finish()
{
    addInt16Raw(-1);
    m_connection.putCopyData({m_buffer.constData(), size_t(m_buffer.size())});
    m_finished = true;
    return m_connection.endCopyIn();
}

} // namespace arborist::demo
