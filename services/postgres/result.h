// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <memory>
#include <string_view>

struct pg_result;

namespace arborist::postgres {

/// The rows that a statement returned. Cells are addressed by row and column from 0.
class Result
{
public:
    Result() = default;
    explicit Result(pg_result *result);

    int rows() const;
    int columns() const;
    QStringList columnNames() const;
    quint32 columnType(int column) const; ///< OID
    int columnModifier(int column) const; ///< of the type, as format_type() takes it
    /// What the statement did: "SELECT 5", "SET"; empty before it has ended.
    QString commandTag() const;

    bool isNull(int row, int column) const;
    /// The bytes as the server sent them; empty for NULL.
    std::string_view bytes(int row, int column) const;
    QString text(int row, int column) const;   ///< empty for NULL
    qint64 integer(int row, int column) const; ///< of a text-form answer; 0 for NULL
    bool boolean(int row, int column) const;   ///< of a text-form answer; false for NULL
    qint64 affectedRows() const;

private:
    std::shared_ptr<pg_result> m_result;
};

} // namespace arborist::postgres
