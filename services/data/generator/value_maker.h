// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/generator/table_facts.h"
#include "services/samples/random.h"

namespace arborist::data {

/// Makes one value for a column, in PostgreSQL's text form, believable by name and type of the
/// column. The same arguments give the same value.
class ValueMaker
{
public:
    /// `row`: of its table, from 0; `number`: what makes it different from all others.
    ValueMaker(quint64 seed, quint64 row, qint64 number);

    /// nullopt is NULL; only for columns that take it. `before`: the value of the column that this
    /// one must not come before, if there is one.
    std::optional<QByteArray> value(const ColumnFacts &column,
                                    const std::optional<QByteArray> &before) const;

private:
    samples::Random chance(const ColumnFacts &column) const;
    QByteArray text(const ColumnFacts &column, samples::Random &random) const;
    QByteArray fitted(QByteArray text, const ColumnFacts &column) const;
    QByteArray number(const ColumnFacts &column, samples::Random &random,
                      const std::optional<QByteArray> &before) const;
    QByteArray moment(const ColumnFacts &column, samples::Random &random,
                      const std::optional<QByteArray> &before) const;
    QByteArray uuid(samples::Random &random) const;

    quint64 m_seed;
    quint64 m_row;
    qint64 m_number;
    QByteArray m_firstName, m_lastName; ///< of the person that the row is about
};

} // namespace arborist::data
