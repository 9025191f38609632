// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/manifest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace arborist::demo {
namespace {

QJsonArray sorted(std::vector<qint64> ids)
{
    std::sort(ids.begin(), ids.end());
    QJsonArray array;
    for (const qint64 id : ids)
        array.append(id);
    return array;
}

} // namespace

void Manifest::add(ManifestKind kind, qint64 id)
{
    ++counts[kind];
    if (listsItems)
        found[kind].push_back(id);
}

QByteArray Manifest::toJson() const
{
    QJsonObject drift;
    for (size_t kind = 0; kind < kKindNames.size(); ++kind) {
        QJsonObject entry{{QStringLiteral("items"), counts[kind]}};
        if (listsItems)
            entry.insert(QStringLiteral("ids"), sorted(found[kind]));
        drift.insert(QLatin1String(kKindNames[kind]), entry);
    }
    QJsonObject root{
        {QStringLiteral("version"), 1},
        {QStringLiteral("stage"), stage},
        {QStringLiteral("table"), QStringLiteral("public.items")},
        {QStringLiteral("items"), items},
        {QStringLiteral("organizations"), organizations},
        {QStringLiteral("max_depth"), maxDepth},
        {QStringLiteral("drifted_items"), driftedItems},
        {QStringLiteral("null_for_zero"), nullForZero},
        {QStringLiteral("stranded"), stranded},
        {QStringLiteral("drift"), drift},
    };
    if (listsItems) {
        QJsonArray list;
        for (const Planted &one : planted) {
            QJsonObject entry{{QStringLiteral("mishap"), QLatin1String(nameOf(one.mishap))},
                              {QStringLiteral("item"), one.item}};
            if (one.other != 0)
                entry.insert(QStringLiteral("other"), one.other);
            list.append(entry);
        }
        root.insert(QStringLiteral("planted"), list);
        root.insert(QStringLiteral("cut"), sorted(cut));
    }
    return QJsonDocument(root).toJson();
}

} // namespace arborist::demo
