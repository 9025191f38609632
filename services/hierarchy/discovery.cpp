// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/discovery.h"

#include "services/hierarchy/rule_store.h"

#include "services/hierarchy/catalog.h"
#include "services/hierarchy/field_type.h"
#include "services/hierarchy/scan_query.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/wire.h"
#include <algorithm>

namespace arborist::hierarchy {

namespace oid = postgres::wire::oid;

namespace {

/// What a column may hold, told from its type.
enum class Holds {
    Anything,
    Key,
    Label,
    Status,
    Number,
    Whole,
    Time,
    FlagOrTime,
    Flag,
    Order,
    Path
};

bool isKey(const ColumnShape &column)
{
    return column.type == oid::kInt2 || column.type == oid::kInt4 || column.type == oid::kInt8 ||
           column.type == oid::kUuid || column.isText;
}

bool holds(const ColumnShape &column, Holds what)
{
    const FieldType type = fieldTypeOf(column.type, column.modifier);
    const bool flag = column.type == oid::kBool;
    switch (what) {
    case Holds::Anything:
        return true;
    case Holds::Key:
        return isKey(column);
    case Holds::Label:
        return column.isText;
    case Holds::Status:
        return column.isText || flag;
    case Holds::Number:
        return type.isNumber();
    case Holds::Whole:
        return type.type == ValueType::Integer;
    case Holds::Time:
        return type.isTime();
    case Holds::FlagOrTime:
        return flag || type.isTime();
    case Holds::Flag:
        return flag;
    case Holds::Order:
        return type.isNumber() || column.isText;
    case Holds::Path:
        return column.isText || column.typeName.contains(u"ltree");
    }
    return false;
}

/// Names are compared without case and underscores: parent_id, parentId and "ParentID" are one.
QString folded(const QString &name)
{
    return name.toLower().remove(u'_');
}

struct UsualColumn {
    QString Mapping::*member;
    Holds holds;
    const char *names; ///< folded, likeliest first
};

const UsualColumn kUsual[] = {
    {&Mapping::organization, Holds::Key,
     "organizationid organisationid orgid tenantid workspaceid companyid accountid organization "
     "tenant customerid"},
    {&Mapping::title, Holds::Label, "title name subject summary label displayname"},
    {&Mapping::status, Holds::Status,
     "status state statusname stage isdone done iscompleted completed isclosed closed"},
    {&Mapping::position, Holds::Order,
     "position sortorder sortindex sort rank orderindex ordinal displayorder ordering"},
    {&Mapping::archived, Holds::FlagOrTime, "archivedat isarchived archived archivedon"},
    {&Mapping::deleted, Holds::FlagOrTime,
     "deletedat isdeleted deleted removedat trashedat deletedon"},
    {&Mapping::updated, Holds::Time,
     "updatedat modifiedat lastmodified updatedon changedat lastmodifiedat updated"},
    {&Mapping::manual, Holds::Flag, "ismanuallyscheduled manuallyscheduled schedulemanually"},
    {&Mapping::estimate, Holds::Number,
     "estimate estimatedhours estimatehours estimation effort storypoints points "
     "originalestimate estimatedtime"},
    {&Mapping::start, Holds::Time,
     "startdate startat startsat plannedstart startson start begindate startedat"},
    {&Mapping::end, Holds::Time,
     "enddate duedate dueat endat endsat finishdate plannedend dueon end deadline finishat"},
    {&Mapping::depth, Holds::Whole, "depth level treelevel treedepth nestinglevel"},
    {&Mapping::path, Holds::Path, "path materializedpath treepath ancestry lineage idpath pathids"},
    {&Mapping::childCount, Holds::Whole,
     "childcount childrencount numchildren numchild directchildcount subitemcount"},
    {&Mapping::descendantCount, Holds::Whole,
     "descendantcount descendantscount subtreecount numdescendants totalchildren itemcount"},
    {&Mapping::doneCount, Holds::Whole,
     "donecount completedcount closedcount donedescendantcount completeddescendants"},
    {&Mapping::estimateSum, Holds::Number,
     "estimatesum estimatetotal totalestimate sumestimate rollupestimate estimatedtotal "
     "totalestimatedhours totalpoints"},
    {&Mapping::progress, Holds::Number,
     "progress progresspercent completion percentcomplete rollupprogress"},
    {&Mapping::ownProgress, Holds::Number, "percentdone ownprogress doneratio percentcomplete"},
    {&Mapping::minStart, Holds::Time,
     "minstart minstartdate earlieststart rollupstart derivedstart minstartat"},
    {&Mapping::maxEnd, Holds::Time, "maxend maxenddate latestend rollupend derivedend maxendat"},
};

const ColumnShape *findUsual(const TableShape &table, const char *names, Holds what)
{
    for (const QString &name : QString::fromLatin1(names).split(u' ')) {
        for (const ColumnShape &column : table.columns) {
            if (folded(column.name) == name && holds(column, what))
                return &column;
        }
    }
    return nullptr;
}

bool isParentName(const QString &name)
{
    const QString text = folded(name);
    return text == u"parent" || text.startsWith(u"parent") || text.endsWith(u"parentid") ||
           text.endsWith(u"parent");
}

/// Columns that refer to a row of their own table: parents, and the key they name.
std::vector<std::pair<QString, QString>> parentColumns(const TableShape &table)
{
    std::vector<std::pair<QString, QString>> declared;
    std::vector<std::pair<QString, QString>> named;
    for (const TableShape::ForeignKey &key : table.foreignKeys) {
        if (key.schema != table.schema || key.table != table.name)
            continue;
        const ColumnShape *column = table.column(key.column);
        if (!column || !isKey(*column))
            continue;
        declared.emplace_back(key.column, key.key);
        if (isParentName(key.column))
            named.emplace_back(key.column, key.key);
    }
    if (!named.empty())
        return {named.front()};
    const QString id = table.primaryKey.size() == 1 ? table.primaryKey.first() : QString();
    const ColumnShape *key =
        id.isEmpty() ? findUsual(table, "id uuid itemid", Holds::Key) : table.column(id);
    const ColumnShape *parent =
        findUsual(table, "parentid parent parentitemid parentuuid parenttaskid", Holds::Key);
    if (key && parent && key != parent &&
        (key->type == parent->type || key->isText == parent->isText))
        return {{parent->name, key->name}};
    return declared;
}

void findOrganizationNames(Mapping &mapping, const TableShape &table,
                           const std::vector<TableShape> &tables)
{
    if (mapping.organization.isEmpty())
        return;
    const TableShape *target = nullptr;
    QString key;
    for (const TableShape::ForeignKey &foreign : table.foreignKeys) {
        if (foreign.column != mapping.organization)
            continue;
        for (const TableShape &other : tables) {
            if (other.schema == foreign.schema && other.name == foreign.table)
                target = &other;
        }
        key = foreign.key;
    }
    if (!target || target == &table)
        return;
    const ColumnShape *name = findUsual(*target, "name title displayname label slug", Holds::Label);
    if (!name)
        return;
    mapping.organizationTable = postgres::quoteQualified(target->schema, target->name);
    mapping.organizationKey = key;
    mapping.organizationName = name->name;
}

Mapping mappingOf(const TableShape &table, const QString &parent, const QString &id)
{
    Mapping mapping;
    mapping.schema = table.schema;
    mapping.table = table.name;
    mapping.id = id;
    mapping.parent = parent;
    mapping.done = usualDoneStates();
    QStringList taken = {id, parent};
    for (const UsualColumn &usual : kUsual) {
        const ColumnShape *column = findUsual(table, usual.names, usual.holds);
        if (!column || taken.contains(column->name))
            continue;
        mapping.*usual.member = column->name;
        taken += column->name;
    }
    // A sum adds up estimates; an interval and a number do not fit each other.
    const ColumnShape *estimate = table.column(mapping.estimate);
    const ColumnShape *sum = table.column(mapping.estimateSum);
    if (sum && (!estimate || (estimate->type == oid::kInterval) != (sum->type == oid::kInterval)))
        mapping.estimateSum.clear();
    const ColumnShape *status = table.column(mapping.status);
    if (status && status->type == oid::kBool)
        mapping.done = QStringList{QStringLiteral("true")};
    return mapping;
}

int recognized(const Mapping &mapping)
{
    int count = 0;
    for (const UsualColumn &usual : kUsual)
        count += !(mapping.*usual.member).isEmpty();
    return count;
}

} // namespace

QStringList usualDoneStates()
{
    return {QStringLiteral("done"),      QStringLiteral("closed"),   QStringLiteral("complete"),
            QStringLiteral("completed"), QStringLiteral("resolved"), QStringLiteral("finished")};
}

std::vector<Mapping> discover(postgres::Connection &connection)
{
    const std::vector<TableShape> tables = readTables(connection);
    std::vector<Mapping> mappings;
    for (const TableShape &table : tables) {
        for (const auto &[parent, id] : parentColumns(table)) {
            Mapping mapping = mappingOf(table, parent, id);
            findOrganizationNames(mapping, table, tables);
            mappings.push_back(std::move(mapping));
        }
    }
    std::stable_sort(mappings.begin(), mappings.end(), [](const Mapping &a, const Mapping &b) {
        return recognized(a) > recognized(b);
    });
    return mappings;
}

std::vector<Mapping> resolve(postgres::Connection &connection, std::vector<Mapping> declared)
{
    const std::vector<TableShape> tables = readTables(connection);
    for (Mapping &mapping : declared) {
        const TableShape table = readTable(connection, mapping.schema, mapping.table);
        makeScanQuery(mapping, table); // throws where a column is missing or does not fit
        findOrganizationNames(mapping, table, tables);
        if (mapping.done.isEmpty() && !mapping.status.isEmpty())
            mapping.done = usualDoneStates();
    }
    return declared;
}

std::vector<Mapping> findHierarchies(postgres::Connection &connection,
                                     const std::vector<Mapping> &declared, const QString &workspace)
{
    const auto kept =
        workspace.isEmpty() ? QMap<QString, RuleSettings>() : RuleStore().rules(workspace);
    std::vector<Mapping> mappings =
        declared.empty() ? discover(connection) : resolve(connection, declared);
    for (Mapping &mapping : mappings)
        adoptKept(mapping.rules, kept.value(mapping.qualifiedName()));
    return mappings;
}

} // namespace arborist::hierarchy
