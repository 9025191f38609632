// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/item_text.h"

#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <limits>

namespace arborist {

using namespace hierarchy;

ItemText::ItemText(const Snapshot &snapshot, DetailsCache &details, Item item)
    : m_snapshot(snapshot),
      m_details(details),
      m_item(item)
{
}

std::optional<Field> ItemText::fieldAt(TreeColumn column)
{
    switch (column) {
    case TreeColumn::Depth:
        return Field::Depth;
    case TreeColumn::Items:
        return Field::DescendantCount;
    case TreeColumn::Done:
        return Field::DoneCount;
    case TreeColumn::Estimate:
        return Field::EstimateSum;
    case TreeColumn::Progress:
        return Field::Progress;
    default:
        return std::nullopt;
    }
}

qint64 ItemText::value(Field field, bool expected) const
{
    if (!m_snapshot.hasField(field))
        return kNull;
    return expected ? m_snapshot.expected(m_item, field) : m_snapshot.stored(m_item, field);
}

QString ItemText::title() const
{
    if (const Details *details = m_details.find(m_item); details && !details->title.isEmpty())
        return details->title;
    return m_snapshot.idText(m_item);
}

QString ItemText::display(TreeColumn column) const
{
    const auto field = fieldAt(column);
    if (field == Field::Progress && share(false) >= 0) // the exact one stands in the tooltip
        return tr("%1 %").arg(QLocale().toString(std::round(share(false) * 100), 'f', 0));
    if (field)
        return m_snapshot.text(*field, value(*field, false));
    switch (column) {
    case TreeColumn::Title:
        return title();
    case TreeColumn::Status:
        return statusWord(m_snapshot.status(m_item));
    case TreeColumn::Dates:
        return dates(false);
    case TreeColumn::Drift:
        return kindIds(m_snapshot, m_item);
    default:
        return {};
    }
}

QString ItemText::dates(bool expected) const
{
    const auto text = [&](Field field) { return m_snapshot.text(field, value(field, expected)); };
    return tr("%1 to %2").arg(text(startField(m_snapshot)), text(endField(m_snapshot)));
}

QString ItemText::datesInWords() const
{
    const DriftState state = this->state(TreeColumn::Dates);
    if (state == DriftState::None)
        return dates(false);
    return tr("stored %1, expected %2%3").arg(dates(false), dates(true), stateInWords(state));
}

QString ItemText::valueInWords(Field field) const
{
    const DriftState state = stateOf(m_snapshot, m_item, field);
    const QString stored = m_snapshot.text(field, value(field, false));
    if (state == DriftState::None)
        return stored;
    return tr("stored %1, expected %2%3")
        .arg(stored, m_snapshot.text(field, value(field, true)), stateInWords(state));
}

QString ItemText::findingsInWords(QLatin1String separator) const
{
    QStringList lines;
    for (const Finding &finding : m_snapshot.findings(m_item))
        lines << tr("%1 %2").arg(id(finding.kind), inWords(m_snapshot, finding));
    return lines.join(separator);
}

QString ItemText::toolTip(TreeColumn column) const
{
    if (const auto field = fieldAt(column)) {
        return tr("%1: %2").arg(titleOf(*field), valueInWords(*field));
    }
    switch (column) {
    case TreeColumn::Title:
        return title();
    case TreeColumn::Dates:
        return datesInWords();
    case TreeColumn::Drift:
        return findingsInWords(QLatin1String("\n"));
    default:
        return {};
    }
}

QString ItemText::accessible(TreeColumn column) const
{
    if (const auto field = fieldAt(column))
        return tr("%1 %2").arg(titleOf(*field), valueInWords(*field));
    switch (column) {
    case TreeColumn::Title:
        return m_details.isLoading(m_item) ? tr("Item %1, reading title").arg(title()) : title();
    case TreeColumn::Status:
        return tr("Status %1").arg(display(column));
    case TreeColumn::Dates:
        return tr("Dates %1").arg(datesInWords());
    case TreeColumn::Drift: {
        const QString findings = findingsInWords(QLatin1String("; "));
        return findings.isEmpty() ? tr("No drift") : tr("Drift: %1").arg(findings);
    }
    default:
        return {};
    }
}

QVariant ItemText::sortValue(TreeColumn column) const
{
    if (const auto field = fieldAt(column))
        return value(*field, false);
    switch (column) {
    case TreeColumn::Dates:
        return start(false);
    case TreeColumn::Drift:
        return qsizetype(m_snapshot.findings(m_item).size());
    default:
        return display(column);
    }
}

DriftState ItemText::state(TreeColumn column) const
{
    if (const auto field = fieldAt(column))
        return stateOf(m_snapshot, m_item, *field);
    if (column != TreeColumn::Dates)
        return DriftState::None;
    const DriftState start = stateOf(m_snapshot, m_item, Field::MinStart);
    const DriftState end = stateOf(m_snapshot, m_item, Field::MaxEnd);
    for (const DriftState strongest : {DriftState::Origin, DriftState::Inherited}) {
        if (start == strongest || end == strongest)
            return strongest;
    }
    return std::max(start, end);
}

Badges ItemText::badges() const
{
    Badges badges;
    for (const Finding &finding : m_snapshot.findings(m_item))
        badges.push_back({finding.kind, stateOf(&finding)});
    return badges;
}

double ItemText::share(bool expected) const
{
    return m_snapshot.progressShare(value(Field::Progress, expected));
}

double ItemText::day(Field field, bool expected) const
{
    if (!m_snapshot.hasField(field))
        return std::numeric_limits<double>::quiet_NaN();
    return m_snapshot.dayOf(field, value(field, expected));
}

} // namespace arborist
