// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/statements.h"

#include "services/postgres/identifier.h"

namespace arborist::journal {

namespace {

using Action = ChangeBatch::Action;
using postgres::quoteIdentifier;

/// Writes SQL on t, the table, and w, the staged batch.
class Statement
{
public:
    Statement(const ChangeBatch &batch, const Target &target, const Staging &staging)
        : m_batch(batch),
          m_target(target),
          m_staging(staging)
    {
    }

    QString key(const QString &other = QStringLiteral("t")) const
    {
        QStringList parts;
        for (int i = 0; i < m_batch.key.size(); ++i)
            parts += QStringLiteral("%1.%2 = %3")
                         .arg(other, quoteIdentifier(m_batch.key.at(i)), staged(u'k', i));
        return parts.join(QStringLiteral(" AND "));
    }

    /// The row still is as the batch expects it.
    QString guard() const
    {
        const QString version = QStringLiteral("t.xmin = w.v");
        if (!m_staging.guardsByValues())
            return version;
        const QString values = holds(u'b');
        if (!m_staging.has(Staging::Version))
            return values;
        return QStringLiteral("CASE WHEN w.v <> '0'::xid THEN %1 ELSE %2 END").arg(version, values);
    }

    /// The columns that change hold the values of that side.
    QString holds(QChar side) const
    {
        QStringList parts{QStringLiteral("true")};
        for (int i = 0; i < m_batch.columns.size(); ++i) {
            if (!changes(i))
                continue;
            const QString same = column(i).same(own(i), staged(side, i));
            parts += always(i) ? same : QStringLiteral("(%1 OR %2)").arg(unchanged(i), same);
        }
        return u'(' + parts.join(QStringLiteral(" AND ")) + u')';
    }

    QString assignments() const
    {
        QStringList parts;
        for (int i = 0; i < m_batch.columns.size(); ++i) {
            const QString name = quoteIdentifier(m_batch.columns.at(i));
            if (!changes(i))
                continue;
            parts += always(i) ? QStringLiteral("%1 = %2").arg(name, staged(u'a', i))
                               : QStringLiteral("%1 = CASE WHEN %2 THEN t.%1 ELSE %3 END")
                                     .arg(name, unchanged(i), staged(u'a', i));
        }
        return parts.join(QStringLiteral(", "));
    }

    /// ", t.a, t.b": the batch's columns of that relation.
    QString columns(const QString &relation, const QString &before = {}) const
    {
        QString list;
        for (const QString &name : m_batch.columns)
            list += (list.isEmpty() ? before : QStringLiteral(", ")) +
                    (relation.isEmpty() ? QString() : relation + u'.') + quoteIdentifier(name);
        return list;
    }

    QString values() const
    {
        QStringList list;
        for (int i = 0; i < m_batch.columns.size(); ++i)
            list += staged(u'a', i);
        return list.join(QStringLiteral(", "));
    }

private:
    const TargetColumn &column(int i) const { return m_target.column(m_batch.columns.at(i)); }
    QString own(int i) const { return QStringLiteral("t.") + quoteIdentifier(column(i).name); }
    static QString staged(QChar kind, int i) { return QStringLiteral("w.%1%2").arg(kind).arg(i); }
    bool isUpdate() const { return m_batch.action == Action::Update; }
    bool changes(int i) const { return !isUpdate() || (m_staging.changedInSome() >> i & 1); }
    bool always(int i) const { return !isUpdate() || (m_staging.changedInAll() >> i & 1); }
    QString unchanged(int i) const
    {
        return QStringLiteral("(w.m & '%1'::bigint) = 0").arg(qint64(quint64(1) << i));
    }

    const ChangeBatch &m_batch;
    const Target &m_target;
    const Staging &m_staging;
};

/// Keys that exist already are left out by the condition; ON CONFLICT is for those that somebody
/// inserts at the same moment.
QString insertStatement(const Statement &statement, const ChangeBatch &batch, const Target &target,
                        const QString &table, bool stored)
{
    QStringList key;
    for (const QString &name : batch.key)
        key += quoteIdentifier(name);
    QString conflict;
    if (!target.lateUnique) // those cannot arbitrate
        conflict = QStringLiteral("ON CONFLICT DO NOTHING ");
    else if (target.keyUnique)
        conflict = QStringLiteral("ON CONFLICT (%1) DO NOTHING ").arg(key.join(u','));
    return QStringLiteral("WITH n AS (INSERT INTO %1 AS t (%2) OVERRIDING SYSTEM VALUE "
                          "SELECT %3 FROM %4 AS w WHERE NOT EXISTS (SELECT FROM %1 AS t WHERE %5) "
                          "ORDER BY w.o %6RETURNING t.*) SELECT w.o%7 FROM %4 AS w JOIN n ON %8")
        .arg(target.name, statement.columns({}), statement.values(), table, statement.key(),
             conflict,
             stored ? statement.columns(QStringLiteral("n"), QStringLiteral(", ")) : QString(),
             statement.key(QStringLiteral("n")));
}

} // namespace

QString writeStatement(const ChangeBatch &batch, const Target &target, const Staging &staging,
                       const QString &table, bool stored)
{
    const Statement statement(batch, target, staging);
    const QString values =
        stored ? statement.columns(QStringLiteral("t"), QStringLiteral(", ")) : QString();
    const QString where =
        QStringLiteral("WHERE %1 AND %2 RETURNING w.o").arg(statement.key(), statement.guard());
    switch (batch.action) {
    case Action::Update:
        return QStringLiteral("UPDATE %1 AS t SET %2 FROM %3 AS w %4%5")
            .arg(target.name, statement.assignments(), table, where, values);
    case Action::Delete:
        return QStringLiteral("DELETE FROM %1 AS t USING %2 AS w %3")
            .arg(target.name, table, where);
    case Action::Insert:
        break;
    }
    return insertStatement(statement, batch, target, table, stored);
}

QString compareStatement(const ChangeBatch &batch, const Target &target, const Staging &staging,
                         const QString &table, quint32 transaction)
{
    const Statement statement(batch, target, staging);
    const QString exists = QStringLiteral("t.tableoid IS NOT NULL");
    const auto side = [&](bool rowExists, QChar values) {
        return rowExists ? exists + QStringLiteral(" AND ") + statement.holds(values)
                         : QStringLiteral("t.tableoid IS NULL");
    };
    return QStringLiteral("SELECT count(*) FILTER (WHERE %1), count(*) FILTER (WHERE %2), "
                          "count(*) FILTER (WHERE t.xmin = '%3'::xid) "
                          "FROM %4 AS w LEFT JOIN %5 AS t ON %6")
        .arg(side(batch.action != Action::Delete, u'a'), side(batch.action != Action::Insert, u'b'),
             QString::number(transaction), table, target.name, statement.key());
}

} // namespace arborist::journal
