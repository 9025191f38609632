// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/item_fields.h"

#include <QCoreApplication>

namespace arborist {

using namespace hierarchy;

namespace {

DriftState ownState(const Snapshot &snapshot, Item item, Field field)
{
    if (field == Field::Start || field == Field::End)
        return stateOf(findingOf(snapshot, item, Kind::Q1));
    if (field == Field::Position)
        return stateOf(findingOf(snapshot, item, Kind::S8));
    return DriftState::None;
}

FieldRow rowOf(const Snapshot &snapshot, Item item, Field field)
{
    FieldRow row;
    row.title = titleOf(field);
    row.derived = int(field) < kDerivedFieldCount;
    row.stored = snapshot.text(field, snapshot.stored(item, field));
    if (row.derived)
        row.expected = snapshot.text(field, snapshot.expected(item, field));
    row.state = row.derived ? stateOf(snapshot, item, field) : ownState(snapshot, item, field);
    return row;
}

FieldRow pathRow(const Snapshot &snapshot, Item item, const Details *details)
{
    FieldRow row;
    row.title = QCoreApplication::translate("Field", "Path");
    row.stored = details ? details->path : QStringLiteral("…");
    if (row.stored.isEmpty())
        row.stored = QStringLiteral("–");
    row.expected = snapshot.shownPath(item);
    row.state = stateOf(findingOf(snapshot, item, Kind::D2));
    return row;
}

} // namespace

std::vector<FieldRow> fieldsOf(const Snapshot &snapshot, Item item, const Details *details)
{
    std::vector<FieldRow> rows;
    for (int number = 0; number < kFieldCount; ++number) {
        const auto field = Field(number);
        if (snapshot.hasField(field))
            rows.push_back(rowOf(snapshot, item, field));
        if (field == Field::Depth && !snapshot.mapping().path.isEmpty())
            rows.push_back(pathRow(snapshot, item, details));
    }
    return rows;
}

} // namespace arborist
