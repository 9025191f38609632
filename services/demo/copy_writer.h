// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include <QByteArray>
#include <QByteArrayView>

namespace arborist::demo {

/// Writes rows of COPY's binary format (PostgreSQL manual, "Binary Format" of COPY) to a
/// connection, in large pieces.
class CopyWriter
{
public:
    /// `columns` is the list in parentheses; `options` go after FORMAT binary.
    CopyWriter(postgres::Connection &connection, const QString &table, const QString &columns,
               const QString &options = {});
    /// Gives up what was not finished, so that the connection can be used again.
    ~CopyWriter();
    CopyWriter(const CopyWriter &) = delete;
    CopyWriter &operator=(const CopyWriter &) = delete;

    void beginRow();
    void addNull() { addInt32Raw(-1); }
    void addBool(bool value);
    void addInt32(qint32 value);
    void addInt64(qint64 value);
    void addText(QByteArrayView value); ///< text, enums, anything whose binary form is its text
    void addJson(QByteArrayView value);
    void addUuid(quint64 high, quint64 low);
    void addHundredths(qint64 value); ///< numeric with two decimals, not negative
    void addDate(qint32 days);        ///< since 1970
    void addTime(qint64 seconds);     ///< timestamptz, since 1970

    /// Number of rows that the server took.
    qint64 finish();

private:
    void addInt16Raw(qint16 value);
    void addInt32Raw(qint32 value);
    void addInt64Raw(qint64 value);

    postgres::Connection &m_connection;
    QByteArray m_buffer;
    qint16 m_columns;
    bool m_finished = false;
};

} // namespace arborist::demo
