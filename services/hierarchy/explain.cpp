// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/explain.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace arborist::hierarchy {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Explain", text);
}

/// A sentence for one, or the one for more with the number as %1.
QString counted(qint64 count, const char *one, const char *more)
{
    return count == 1 ? tr(one) : tr(more).arg(QLocale().toString(count));
}

QString shown(const QString &id)
{
    return id.isEmpty() ? tr("none") : id;
}

/// Raw difference of two values as text, without a sign.
QString difference(const Snapshot &snapshot, Field field, qint64 stored, qint64 expected)
{
    switch (field) {
    case Field::MinStart:
    case Field::MaxEnd: {
        const double days = snapshot.dayOf(field, stored) - snapshot.dayOf(field, expected);
        return counted(qint64(qAbs(days) + 0.5), QT_TRANSLATE_NOOP("Explain", "1 day"),
                       QT_TRANSLATE_NOOP("Explain", "%1 days"));
    }
    case Field::Progress: {
        const double points =
            100 * qAbs(snapshot.progressShare(stored) - snapshot.progressShare(expected));
        return tr("%1 percentage points").arg(QLocale().toString(points, 'f', points < 10 ? 2 : 0));
    }
    default:
        break;
    }
    if (snapshot.isReal(field)) {
        return QLocale().toString(qAbs(realOf(stored) - realOf(expected)), 'f', 2);
    }
    return snapshot.text(field, qAbs(stored - expected));
}

QString explainValue(const Snapshot &snapshot, const Finding &finding)
{
    const Field field = fieldOf(finding.kind);
    const QString stored = snapshot.text(field, finding.stored);
    const QString expected = snapshot.text(field, finding.expected);
    if (finding.stored == kNull)
        return tr("Nothing is stored, expected is %1.").arg(expected);
    if (finding.expected == kNull)
        return tr("Stored is %1, but nothing in the subtree has a date.").arg(stored);
    if (field == Field::Depth) {
        const QString levels = counted(qAbs(finding.stored - finding.expected),
                                       QT_TRANSLATE_NOOP("Explain", "1 level"),
                                       QT_TRANSLATE_NOOP("Explain", "%1 levels"));
        return (finding.stored > finding.expected ? tr("Stored %1, expected %2: %3 too deep.")
                                                  : tr("Stored %1, expected %2: %3 too high."))
            .arg(stored, expected, levels);
    }
    const QString by = difference(snapshot, field, finding.stored, finding.expected);
    const bool more = finding.stored > finding.expected;
    if (field == Field::MinStart || field == Field::MaxEnd) {
        return (more ? tr("Stored %1 is %3 later than the expected %2.")
                     : tr("Stored %1 is %3 earlier than the expected %2."))
            .arg(stored, expected, by);
    }
    return (more ? tr("Stored %1, expected %2: %3 too many.")
                 : tr("Stored %1, expected %2: %3 missing."))
        .arg(stored, expected, by);
}

} // namespace

FindingText describe(const Snapshot &snapshot, const Finding &finding, const QString &storedPath)
{
    const Mapping &mapping = snapshot.mapping();
    const Item item = finding.item;
    const auto orNull = [](const QString &text) { return text.isEmpty() ? QString() : text; };
    switch (finding.kind) {
    case Kind::S1:
    case Kind::S2:
    case Kind::S3:
    case Kind::S4:
    case Kind::S6:
        return {mapping.parent, orNull(snapshot.storedParent(item)), {}};
    case Kind::S5:
        return {mapping.path, snapshot.pathParent(item), orNull(snapshot.storedParent(item))};
    case Kind::S7:
        return {mapping.depth.isEmpty() ? mapping.parent : mapping.depth,
                QString::number(finding.stored), QString::number(finding.expected)};
    case Kind::S8:
        return {mapping.position, orNull(snapshot.plainText(Field::Position, finding.stored)), {}};
    case Kind::D2:
        return {mapping.path, storedPath, snapshot.shownPath(item)};
    case Kind::Q1:
        return {mapping.start, orNull(snapshot.plainText(Field::Start, finding.stored)),
                orNull(snapshot.plainText(Field::End, finding.expected))};
    default:
        break;
    }
    const Field field = fieldOf(finding.kind);
    QString column;
    for (const RuleFit &rule : snapshot.rules()) {
        if (rule.kind == finding.kind)
            column = rule.column;
    }
    return {column, orNull(snapshot.plainText(field, finding.stored)),
            orNull(snapshot.plainText(field, finding.expected))};
}

QString explain(const Snapshot &snapshot, const Finding &finding, const QString &storedPath)
{
    const Item item = finding.item;
    const QString parent = shown(snapshot.storedParent(item));
    switch (finding.kind) {
    case Kind::S1:
        return tr("The item names itself as its parent; it is shown as a root.");
    case Kind::S2:
        return finding.origin
                   ? tr("The chain of parents leads back here. The edge to parent %1 closes it and "
                        "is left out, since this member was the highest before.")
                         .arg(parent)
                   : tr("The chain of parents leads back here through parent %1.").arg(parent);
    case Kind::S3:
        return tr("Parent %1 does not exist; the item and %2 below are shown apart.")
            .arg(parent, counted(snapshot.below(item), QT_TRANSLATE_NOOP("Explain", "1 item"),
                                 QT_TRANSLATE_NOOP("Explain", "%1 items")));
    case Kind::S4:
        return tr("Parent %1 belongs to another organization and does not count the item.")
            .arg(parent);
    case Kind::S5:
        return tr("The stored path names parent %1, but the parent is %2: moved without a path "
                  "update.")
            .arg(snapshot.pathParent(item), parent);
    case Kind::S6:
        return (snapshot.isDeleted(snapshot.parent(item))
                    ? tr("The item is live, its parent %1 is deleted.")
                    : tr("The item is live, its parent %1 is archived."))
            .arg(parent);
    case Kind::S7:
        return tr("The item lies %1 levels below its root; the limit is %2.")
            .arg(QLocale().toString(finding.stored), QLocale().toString(finding.expected));
    case Kind::S8:
        return tr("A sibling has position %1, too.")
            .arg(snapshot.text(Field::Position, finding.stored));
    case Kind::D2:
        return storedPath.isEmpty()
                   ? tr("The stored path differs; expected is %1.").arg(snapshot.shownPath(item))
                   : tr("Stored is %1, expected %2.").arg(storedPath, snapshot.shownPath(item));
    case Kind::Q1:
        return tr("The item starts on %1 and ends on %2; it is read as the interval between them.")
            .arg(snapshot.text(Field::Start, finding.stored),
                 snapshot.text(Field::End, finding.expected));
    default:
        return explainValue(snapshot, finding);
    }
}

QString explainOrigin(const Snapshot &snapshot, const Finding &finding)
{
    if (finding.inFlight)
        return tr("Changed within the last minutes: in flight, not counted.");
    if (classOf(finding.kind) != KindClass::Derived)
        return {};
    if (finding.origin) {
        int inherited = 0;
        for (Item at = snapshot.parent(finding.item); at != kNoItem; at = snapshot.parent(at)) {
            const auto above = snapshot.findings(at);
            const bool same = std::any_of(above.begin(), above.end(), [&](const Finding &other) {
                return other.kind == finding.kind && !other.origin;
            });
            if (!same)
                break;
            ++inherited;
        }
        if (inherited == 0)
            return tr("The difference began here.");
        return counted(
            inherited,
            QT_TRANSLATE_NOOP("Explain", "The difference began here; 1 item above inherits it."),
            QT_TRANSLATE_NOOP("Explain", "The difference began here; %1 items above inherit it."));
    }
    if (finding.kind == Kind::D1 || finding.kind == Kind::D2)
        return tr("Inherited: it follows from the parent's stored value.");
    return tr("Inherited: it follows from the children's stored values.");
}

} // namespace arborist::hierarchy
