// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/result.h"

#include <libpq-fe.h>

namespace arborist::postgres {

Result::Result(pg_result *result) : m_result(result, PQclear) {}

int Result::rows() const
{
    return m_result ? PQntuples(m_result.get()) : 0;
}

int Result::columns() const
{
    return m_result ? PQnfields(m_result.get()) : 0;
}

QStringList Result::columnNames() const
{
    QStringList names;
    for (int column = 0; column < columns(); ++column)
        names += QString::fromUtf8(PQfname(m_result.get(), column));
    return names;
}

quint32 Result::columnType(int column) const
{
    return PQftype(m_result.get(), column);
}

int Result::columnModifier(int column) const
{
    return PQfmod(m_result.get(), column);
}

QString Result::commandTag() const
{
    return m_result ? QString::fromUtf8(PQcmdStatus(m_result.get())) : QString();
}

bool Result::isNull(int row, int column) const
{
    return PQgetisnull(m_result.get(), row, column) != 0;
}

std::string_view Result::bytes(int row, int column) const
{
    return {PQgetvalue(m_result.get(), row, column),
            static_cast<size_t>(PQgetlength(m_result.get(), row, column))};
}

QString Result::text(int row, int column) const
{
    const std::string_view value = bytes(row, column);
    return QString::fromUtf8(value.data(), qsizetype(value.size()));
}

qint64 Result::integer(int row, int column) const
{
    const std::string_view value = bytes(row, column);
    return QByteArray::fromRawData(value.data(), qsizetype(value.size())).toLongLong();
}

bool Result::boolean(int row, int column) const
{
    return bytes(row, column) == "t";
}

qint64 Result::affectedRows() const
{
    return m_result ? QByteArray(PQcmdTuples(m_result.get())).toLongLong() : 0;
}

} // namespace arborist::postgres
