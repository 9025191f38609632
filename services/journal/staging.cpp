// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/staging.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <charconv>

namespace arborist::journal {

namespace {

using Action = ChangeBatch::Action;

constexpr qsizetype kChunk = 256 * 1024;

/// Source: PostgreSQL manual, COPY, "Text Format".
void appendEscaped(QByteArray &line, const QByteArray &value)
{
    const char *start = value.constBegin();
    const char *end = value.constEnd();
    for (const char *next = start; next != end; ++next) {
        char letter = 0;
        switch (*next) {
        case '\\':
            letter = '\\';
            break;
        case '\n':
            letter = 'n';
            break;
        case '\r':
            letter = 'r';
            break;
        case '\t':
            letter = 't';
            break;
        default:
            continue;
        }
        line.append(start, next - start);
        line += '\\';
        line += letter;
        start = next + 1;
    }
    line.append(start, end - start);
}

void appendValue(QByteArray &line, const Value &value)
{
    line += '\t';
    if (value)
        appendEscaped(line, *value);
    else
        line += "\\N";
}

void appendNumber(QByteArray &line, qint64 value)
{
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    line.append(digits, end.ptr - digits);
}

Error contradiction(const QString &table, const QString &what)
{
    Error error(QCoreApplication::translate("BatchWriter", "The changes of %1 cannot be written: "
                                                           "%2.")
                    .arg(table, what),
                QCoreApplication::translate("BatchWriter", "Plan them again."));
    return error.setWhere(table);
}

} // namespace

Staging::Staging(const ChangeBatch &batch, const Target &target) : m_batch(batch), m_target(target)
{
    check();
    bool byVersion = false;
    for (const RowChange &change : batch.rows) {
        (change.version != 0 ? byVersion : m_byValues) = true;
        m_some |= change.changed;
        m_all &= change.changed;
    }
    if (batch.action == Action::Insert) {
        m_parts = After;
        return;
    }
    m_parts = quint8((byVersion ? Version : 0) | (m_byValues ? Before : 0));
    if (batch.action == Action::Update)
        m_parts |= quint8(After | (m_some != m_all ? Mask : 0));
}

Staging Staging::forComparison(const ChangeBatch &batch, const Target &target)
{
    Staging staging(batch, target);
    staging.m_parts &= quint8(~Version);
    if (batch.action != Action::Insert)
        staging.m_parts |= Before;
    if (batch.action != Action::Delete)
        staging.m_parts |= After;
    return staging;
}

void Staging::check() const
{
    const auto columns = size_t(m_batch.columns.size());
    const size_t before = m_batch.action == Action::Insert ? 0 : columns;
    const size_t after = m_batch.action == Action::Delete ? 0 : columns;
    if (m_batch.key.isEmpty() || columns == 0 || (columns > 64 && m_batch.action == Action::Update))
        throw contradiction(
            m_target.name,
            QCoreApplication::translate("BatchWriter", "it takes a key and 1 to 64 columns"));
    for (const RowChange &change : m_batch.rows) {
        if (change.key.size() != size_t(m_batch.key.size()) || change.before.size() != before ||
            change.after.size() != after)
            throw contradiction(m_target.title,
                                QCoreApplication::translate("BatchWriter", "a row is incomplete"));
        if (change.changed == 0 && m_batch.action == Action::Update)
            throw contradiction(m_target.title, QCoreApplication::translate(
                                                    "BatchWriter", "a row is to stay as it is"));
    }
    for (const QString &name : m_batch.columns) {
        if (m_target.column(name).generated && m_batch.action != Action::Delete)
            throw contradiction(m_target.title,
                                QCoreApplication::translate(
                                    "BatchWriter", "PostgreSQL generates the column \"%1\" itself")
                                    .arg(name));
    }
}

QString Staging::definition() const
{
    QString columns = QStringLiteral("(o integer");
    const auto add = [&](QChar kind, const QStringList &names) {
        for (int i = 0; i < names.size(); ++i) {
            const TargetColumn &column = m_target.column(names.at(i));
            columns += QStringLiteral(", %1%2 %3").arg(kind).arg(i).arg(column.type);
            if (!column.collation.isEmpty())
                columns += QStringLiteral(" COLLATE ") + column.collation;
        }
    };
    if (has(Version))
        columns += QStringLiteral(", v xid");
    if (has(Mask))
        columns += QStringLiteral(", m bigint");
    add(u'k', m_batch.key);
    if (has(Before))
        add(u'b', m_batch.columns);
    if (has(After))
        add(u'a', m_batch.columns);
    return columns + u')';
}

void Staging::fill(postgres::Connection &connection, const QString &name) const
{
    connection.beginCopyIn(QStringLiteral("COPY %1 FROM STDIN").arg(name));
    const bool update = m_batch.action == Action::Update;
    QByteArray lines;
    lines.reserve(kChunk + kChunk / 4);
    const auto values = [&](const RowChange &change, const std::vector<Value> &side) {
        for (size_t i = 0; i < side.size(); ++i)
            appendValue(lines, !update || (change.changed >> i & 1) ? side[i] : Value());
    };
    for (size_t i = 0; i < m_batch.rows.size(); ++i) {
        const RowChange &change = m_batch.rows[i];
        appendNumber(lines, qint64(i));
        if (has(Version)) {
            lines += '\t';
            appendNumber(lines, change.version);
        }
        if (has(Mask)) {
            lines += '\t';
            appendNumber(lines, qint64(change.changed));
        }
        for (const QByteArray &part : change.key) {
            lines += '\t';
            appendEscaped(lines, part);
        }
        if (has(Before))
            values(change, change.before);
        if (has(After))
            values(change, change.after);
        lines += '\n';
        if (lines.size() > kChunk) {
            connection.putCopyData({lines.constData(), size_t(lines.size())});
            lines.resize(0);
        }
    }
    connection.putCopyData({lines.constData(), size_t(lines.size())});
    connection.endCopyIn();
}

} // namespace arborist::journal
