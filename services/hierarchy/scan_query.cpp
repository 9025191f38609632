// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/scan_query.h"

#include "services/core/error.h"
#include "services/postgres/identifier.h"
#include "services/postgres/wire.h"
#include <QCoreApplication>

namespace arborist::hierarchy {

namespace oid = postgres::wire::oid;
using postgres::quoteIdentifier;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ScanQuery", text);
}

class Builder
{
public:
    Builder(const Mapping &mapping, const TableShape &table) : m_mapping(mapping), m_table(table) {}

    ScanQuery build()
    {
        addKey(Role::Id, m_mapping.id, m_query.idType);
        IdType parentType = m_query.idType;
        addKey(Role::Parent, m_mapping.parent, parentType);
        if (parentType != m_query.idType) {
            throw typeError(m_mapping.parent,
                            tr("The parent column needs the type of %1.").arg(m_mapping.id));
        }
        if (!m_mapping.organization.isEmpty()) {
            m_query.hasOrganization = true;
            addKey(Role::Organization, m_mapping.organization, m_query.organizationType);
        }
        addStatus();
        addFlag(Role::Archived, m_mapping.archived);
        addFlag(Role::Deleted, m_mapping.deleted);
        addFlag(Role::Manual, m_mapping.manual);
        addValue(Field::Updated, m_mapping.updated, &FieldType::isTime, tr("a date or timestamp"));
        addValue(Field::Estimate, m_mapping.estimate, &FieldType::isNumber, tr("a number"));
        addValue(Field::OwnProgress, m_mapping.ownProgress, &FieldType::isNumber, tr("a number"));
        addDates();
        addPosition();
        addValue(Field::Depth, m_mapping.depth, &isInteger, tr("a whole number"));
        addPath();
        addValue(Field::ChildCount, m_mapping.childCount, &isInteger, tr("a whole number"));
        addValue(Field::DescendantCount, m_mapping.descendantCount, &isInteger,
                 tr("a whole number"));
        addValue(Field::DoneCount, m_mapping.doneCount, &isInteger, tr("a whole number"));
        addSum();
        addValue(Field::Progress, m_mapping.progress, &FieldType::isNumber, tr("a number"));
        return std::move(m_query);
    }

private:
    static bool isInteger(const FieldType &type) { return type.type == ValueType::Integer; }
    static bool holds(bool (FieldType::*test)() const, const FieldType &type)
    {
        return (type.*test)();
    }
    static bool holds(bool (*test)(const FieldType &), const FieldType &type) { return test(type); }

    const ColumnShape &shape(const QString &name) const
    {
        const ColumnShape *column = m_table.column(name);
        if (column)
            return *column;
        throw Error(tr("%1 has no column %2.").arg(m_mapping.qualifiedName(), name),
                    tr("Correct the name under [[hierarchy]] in arborist.toml, or leave it out."))
            .setSqlState(QStringLiteral("42703"))
            .setWhere(m_mapping.qualifiedName() + u'.' + name);
    }

    Error typeError(const QString &name, const QString &needed) const
    {
        return Error(tr("Column %1 of %2 is of type %3. %4")
                         .arg(name, m_mapping.qualifiedName(), shape(name).typeName, needed),
                     tr("Name another column under [[hierarchy]] in arborist.toml, or leave this "
                        "one out."))
            .setSqlState(QStringLiteral("42804"))
            .setWhere(m_mapping.qualifiedName() + u'.' + name);
    }

    SelectedColumn select(Role role, const ColumnShape &column) const
    {
        SelectedColumn selected;
        selected.role = role;
        selected.name = column.name;
        selected.expression = quoteIdentifier(column.name);
        selected.oid = column.type;
        return selected;
    }

    /// Texts and enums travel as their text; everything else is cast by the server, at its cost.
    void castToText(SelectedColumn &column) const
    {
        const ColumnShape &source = shape(column.name);
        if (source.isEnum || source.type == oid::kText || source.type == oid::kVarchar) {
            column.oid = oid::kText;
            return;
        }
        column.expression += QStringLiteral("::text");
        column.oid = oid::kText;
    }

    void addKey(Role role, const QString &name, IdType &type)
    {
        const ColumnShape &column = shape(name);
        SelectedColumn selected = select(role, column);
        if (column.type == oid::kInt2 || column.type == oid::kInt4 || column.type == oid::kInt8) {
            type = IdType::Integer;
        } else if (column.type == oid::kUuid) {
            type = IdType::Uuid;
        } else if (column.isText || role == Role::Organization) {
            type = IdType::Text;
            castToText(selected);
        } else {
            throw typeError(name, tr("Ids are whole numbers, uuid or text."));
        }
        m_query.columns.push_back(selected);
    }

    void addStatus()
    {
        if (m_mapping.status.isEmpty())
            return;
        const ColumnShape &column = shape(m_mapping.status);
        SelectedColumn selected = select(Role::Status, column);
        selected.isBoolean = column.type == oid::kBool;
        if (!selected.isBoolean)
            castToText(selected);
        m_query.columns.push_back(selected);
    }

    void addFlag(Role role, const QString &name)
    {
        if (name.isEmpty())
            return;
        const ColumnShape &column = shape(name);
        SelectedColumn selected = select(role, column);
        selected.isBoolean = column.type == oid::kBool;
        const bool time = fieldTypeOf(column.type, column.modifier).isTime();
        if (!selected.isBoolean && (!time || role == Role::Manual))
            throw typeError(name, tr("A boolean or a timestamp is needed here."));
        m_query.columns.push_back(selected);
    }

    template <typename Test>
    void addValue(Field field, const QString &name, Test test, const QString &needed)
    {
        if (name.isEmpty())
            return;
        const ColumnShape &column = shape(name);
        SelectedColumn selected = select(Role::Value, column);
        selected.field = field;
        selected.type = fieldTypeOf(column.type, column.modifier);
        if (!holds(test, selected.type))
            throw typeError(name, tr("Needed here: %1.").arg(needed));
        m_query.columns.push_back(selected);
    }

    void addSum()
    {
        if (m_mapping.estimateSum.isEmpty())
            return;
        const bool interval =
            !m_mapping.estimate.isEmpty() && shape(m_mapping.estimate).type == oid::kInterval;
        if (m_mapping.estimate.isEmpty()) {
            throw typeError(m_mapping.estimateSum,
                            tr("A sum needs an estimate column, and none is named."));
        }
        if ((shape(m_mapping.estimateSum).type == oid::kInterval) != interval) {
            throw typeError(m_mapping.estimateSum,
                            tr("Its type does not fit %1.").arg(m_mapping.estimate));
        }
        addValue(Field::EstimateSum, m_mapping.estimateSum, &FieldType::isNumber, tr("a number"));
    }

    /// Own dates are read in the type of the derived ones, converted by the server in the time zone
    /// of the rules; start > end is then judged by the server on the original values.
    void addDates()
    {
        const QString derived =
            m_mapping.minStart.isEmpty() ? m_mapping.maxEnd : m_mapping.minStart;
        const QString own = m_mapping.start.isEmpty() ? m_mapping.end : m_mapping.start;
        if (derived.isEmpty() && own.isEmpty())
            return;
        const ColumnShape &target = shape(derived.isEmpty() ? own : derived);
        bool converted = addDate(Field::Start, m_mapping.start, target);
        converted |= addDate(Field::End, m_mapping.end, target);
        addDate(Field::MinStart, m_mapping.minStart, target);
        addDate(Field::MaxEnd, m_mapping.maxEnd, target);
        if (converted && !m_mapping.start.isEmpty() && !m_mapping.end.isEmpty()) {
            SelectedColumn selected;
            selected.role = Role::StartAfterEnd;
            selected.expression = quoteIdentifier(m_mapping.start) + QStringLiteral(" > ") +
                                  quoteIdentifier(m_mapping.end);
            selected.oid = oid::kBool;
            selected.isBoolean = true;
            m_query.columns.push_back(selected);
        }
    }

    bool addDate(Field field, const QString &name, const ColumnShape &target)
    {
        if (name.isEmpty())
            return false;
        const ColumnShape &column = shape(name);
        SelectedColumn selected = select(Role::Value, column);
        selected.field = field;
        if (!fieldTypeOf(column.type, column.modifier).isTime())
            throw typeError(name, tr("Needed here: %1.").arg(tr("a date or timestamp")));
        const bool converted = column.type != target.type;
        if (converted) {
            // date <-> timestamp through the session's time zone, which the scan sets to the rules'
            static const QHash<quint32, QString> names = {
                {oid::kDate, QStringLiteral("::date")},
                {oid::kTimestamp, QStringLiteral("::timestamp")},
                {oid::kTimestamptz, QStringLiteral("::timestamptz")}};
            selected.expression += names.value(target.type);
        }
        selected.oid = target.type;
        // Read to the precision of the derived columns: instants compare truncated to it.
        selected.type = fieldTypeOf(target.type, target.modifier);
        m_query.columns.push_back(selected);
        return converted || (selected.type.type != ValueType::Date && selected.type.scale < 6);
    }

    void addPosition()
    {
        if (m_mapping.position.isEmpty())
            return;
        const ColumnShape &column = shape(m_mapping.position);
        SelectedColumn selected = select(Role::Value, column);
        selected.field = Field::Position;
        selected.type = fieldTypeOf(column.type, column.modifier, true);
        if (column.isText && selected.type.type != ValueType::Text) {
            castToText(selected);
            selected.type = fieldTypeOf(oid::kText, -1, true);
        }
        if (!selected.type.isNumber() && selected.type.type != ValueType::Text)
            throw typeError(m_mapping.position, tr("Needed here: %1.").arg(tr("a number or text")));
        m_query.columns.push_back(selected);
    }

    void addPath()
    {
        if (m_mapping.path.isEmpty())
            return;
        const ColumnShape &column = shape(m_mapping.path);
        if (!column.isText && !column.typeName.contains(QStringLiteral("ltree")))
            throw typeError(m_mapping.path, tr("A path is text."));
        SelectedColumn selected = select(Role::Path, column);
        castToText(selected);
        m_query.columns.push_back(selected);
        const QString label = m_mapping.rules.path ? m_mapping.rules.path->label : QString();
        if (!label.isEmpty() && label != m_mapping.id) {
            SelectedColumn labels = select(Role::Label, shape(label));
            castToText(labels);
            m_query.columns.push_back(labels);
        }
    }

    const Mapping &m_mapping;
    const TableShape &m_table;
    ScanQuery m_query;
};

} // namespace

QString ScanQuery::statement(const Mapping &mapping, bool oneOrganization) const
{
    QStringList list;
    for (const SelectedColumn &column : columns)
        list += column.expression;
    QString select = QStringLiteral("SELECT ") + list.join(QStringLiteral(", ")) +
                     QStringLiteral(" FROM ") + mapping.quotedName();
    if (oneOrganization) {
        select += QStringLiteral(" WHERE ") + quoteIdentifier(mapping.organization) +
                  QStringLiteral(" = current_setting('arborist.organization')::") +
                  organizationCast;
    }
    return QStringLiteral("COPY (") + select + QStringLiteral(") TO STDOUT (FORMAT binary)");
}

ScanQuery makeScanQuery(const Mapping &mapping, const TableShape &table)
{
    ScanQuery query = Builder(mapping, table).build();
    if (query.hasOrganization)
        query.organizationCast = table.column(mapping.organization)->typeName;
    return query;
}

} // namespace arborist::hierarchy
