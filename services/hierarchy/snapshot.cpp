// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/snapshot.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace arborist::hierarchy {
namespace {

/// What an estimate is counted in, told from the type and the column's name.
QString unitOf(const FieldType &type, const QString &column)
{
    if (type.type == ValueType::Interval)
        return {}; // its text has one
    const QString name = column.toLower();
    if (name.contains(u"point"))
        return QCoreApplication::translate("Snapshot", "pt");
    if (name.contains(u"minute"))
        return QCoreApplication::translate("Snapshot", "min");
    if (name.contains(u"day"))
        return QCoreApplication::translate("Snapshot", "d");
    if (name.contains(u"hour") || name.contains(u"estimate"))
        return QCoreApplication::translate("Snapshot", "h");
    return {};
}

} // namespace

std::span<const Item> Snapshot::siblings(Item item) const
{
    if (parent(item) != kNoItem)
        return children(parent(item));
    return m_organizations[organizationOf(item)].roots;
}

int Snapshot::rowOf(Item item) const
{
    const auto all = siblings(item);
    return int(std::lower_bound(all.begin(), all.end(), item, SiblingOrder(m_table)) - all.begin());
}

qint64 Snapshot::below(Item item) const
{
    qint64 count = 0;
    std::vector<Item> open(1, item);
    while (!open.empty()) {
        const auto next = children(open.back());
        open.pop_back();
        open.insert(open.end(), next.begin(), next.end());
        count += qint64(next.size());
    }
    return count;
}

Item Snapshot::find(const QString &idText) const
{
    const Item item = m_table.ids.findSlowly(m_table.ids.wireFromText(idText.toUtf8()));
    return item != kNoItem && m_table.ids.text(item) == idText ? item : kNoItem;
}

std::vector<Item> Snapshot::findAll(const QStringList &idTexts) const
{
    return m_table.ids.findAll(idTexts);
}

qint64 Snapshot::expected(Item item, Field field) const
{
    if (int(field) < kDerivedFieldCount) {
        for (const Finding &finding : findings(item)) {
            if (comparesField(finding.kind) && fieldOf(finding.kind) == field)
                return finding.expected;
        }
    }
    const qint64 raw = stored(item, field);
    return raw == kNull && field >= Field::ChildCount && field <= Field::Progress && hasField(field)
               ? 0
               : raw;
}

QString Snapshot::text(Field field, qint64 raw) const
{
    if (raw == kNull)
        return QStringLiteral("–");
    const FieldType &type = m_table.type(field);
    if (field == Field::Progress || field == Field::OwnProgress) {
        const double percent = 100 * progressShare(raw);
        const bool whole = std::abs(percent - std::round(percent)) < 0.005;
        return QLocale().toString(percent, 'f', whole ? 0 : 2) + QStringLiteral(" %");
    }
    const QString text = localText(type, raw);
    if (field != Field::Estimate && field != Field::EstimateSum)
        return text;
    const QString unit = unitOf(type, m_mapping.estimate);
    return unit.isEmpty() ? text : text + u' ' + unit;
}

QString Snapshot::plainText(Field field, qint64 raw) const
{
    return hierarchy::plainText(m_table.type(field), raw);
}

double Snapshot::progressShare(qint64 raw) const
{
    if (raw == kNull)
        return -1;
    const FieldType &type = m_table.type(Field::Progress).type == ValueType::None
                                ? m_table.type(Field::OwnProgress)
                                : m_table.type(Field::Progress);
    const double value =
        type.type == ValueType::Real ? realOf(raw) : double(raw) / std::pow(10.0, type.scale);
    return value / m_mapping.rules.progressScale.value_or(100);
}

double Snapshot::dayOf(Field field, qint64 raw) const
{
    return hierarchy::dayOf(m_table.type(field), raw);
}

QString Snapshot::status(Item item) const
{
    const quint16 index = m_table.status[item];
    return index < m_table.statuses.size() ? m_table.statuses[index] : QString();
}

QString Snapshot::expectedPath(Item item) const
{
    return pathOf(item, std::numeric_limits<qsizetype>::max());
}

QString Snapshot::shownPath(Item item) const
{
    return shortPath(pathOf(item, kShownPath + 1));
}

QString Snapshot::shortPath(const QString &path)
{
    return path.size() > kShownPath ? u'…' + path.right(kShownPath) : path;
}

/// The path, or at least its last `enough` characters.
QString Snapshot::pathOf(Item item, qsizetype enough) const
{
    if (m_mapping.path.isEmpty() || !m_mapping.rules.path)
        return {};
    const PathRule &rule = *m_mapping.rules.path;
    QStringList labels;
    qsizetype length = 0;
    for (Item at = rule.self ? item : parent(item); at != kNoItem && length < enough;
         at = parent(at)) {
        if (m_table.label.empty()) {
            labels.prepend(idText(at));
        } else {
            const auto label = m_table.label[at];
            labels.prepend(QString::fromUtf8(label.data(), qsizetype(label.size())));
        }
        length += labels.first().size() + rule.separator.size();
    }
    QString path = labels.join(rule.separator);
    if (rule.leading)
        path.prepend(rule.separator);
    if (rule.trailing && !labels.isEmpty())
        path.append(rule.separator);
    return path;
}

QString Snapshot::storedParent(Item item) const
{
    if (!(m_table.flags[item] & kHasParent))
        return {};
    if (parent(item) != kNoItem)
        return idText(parent(item));
    const auto cut = std::lower_bound(m_cuts.begin(), m_cuts.end(), item,
                                      [](const CutEdge &edge, Item i) { return edge.item < i; });
    if (cut != m_cuts.end() && cut->item == item && cut->storedParent != kNoItem)
        return idText(cut->storedParent);
    const auto dangling = std::lower_bound(
        m_table.dangling.begin(), m_table.dangling.end(), item,
        [](const ItemTable::Dangling &missing, Item i) { return missing.item < i; });
    if (dangling == m_table.dangling.end() || dangling->item != item)
        return {};
    IdTable one;
    one.setType(m_table.ids.type());
    one.add(dangling->parent);
    return one.text(0);
}

QString Snapshot::pathParent(Item item) const
{
    const auto other = std::lower_bound(
        m_table.otherParents.begin(), m_table.otherParents.end(), item,
        [](const ItemTable::OtherParent &named, Item i) { return named.item < i; });
    if (other == m_table.otherParents.end() || other->item != item)
        return {};
    return QString::fromStdString(other->segment);
}

std::span<const Finding> Snapshot::findings(Item item) const
{
    if (!hasFindings(item))
        return {};
    const auto begin =
        std::lower_bound(m_findings.begin(), m_findings.end(), item,
                         [](const Finding &finding, Item i) { return finding.item < i; });
    auto end = begin;
    while (end != m_findings.end() && end->item == item)
        ++end;
    return {begin, end};
}

bool Snapshot::isInFlight(Item item) const
{
    const auto recent = [this](Item other) { return (m_table.flags[other] & kRecent) != 0; };
    const auto below = children(item);
    return recent(item) || (parent(item) != kNoItem && recent(parent(item))) ||
           std::any_of(below.begin(), below.end(), recent);
}

quint32 Snapshot::kinds(Item item) const
{
    quint32 bits = 0;
    for (const Finding &finding : findings(item))
        bits |= bit(finding.kind);
    return bits;
}

} // namespace arborist::hierarchy
