// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/dropped_place.h"

#include "services/stages/address_reference.h"
#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QRegularExpression>
#include <QUrl>

namespace arborist {

QString droppedPlace(const QMimeData &data)
{
    const QList<QUrl> urls = data.urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        return urls.first().toLocalFile();
    if (urls.size() > 1)
        return {};
    // The text rather than the URL: that one would have been made canonical.
    QString text = data.text().trimmed();
    static const QRegularExpression assignment(
        QStringLiteral("^(?:export\\s+)?[A-Za-z_][\\w.]*\\s*=\\s*(?=[\"'`]?postgres)"));
    text.remove(assignment);
    for (const QChar quote : {u'"', u'\'', u'`'}) {
        if (text.size() > 1 && text.startsWith(quote) && text.endsWith(quote))
            text = text.mid(1, text.size() - 2);
    }
    return !text.contains(u'\n') && stages::looksLikeAddress(text) ? text : QString();
}

DroppedKind droppedKind(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir()) {
        const QDir folder(path);
        if (folder.exists(QStringLiteral("toc.dat")))
            return DroppedKind::Dump;
        const bool isExport = folder.exists(QStringLiteral("manifest.json")) &&
                              folder.exists(QStringLiteral("SHA256SUMS"));
        return isExport ? DroppedKind::Export : DroppedKind::Place;
    }
    static const QRegularExpression dump(
        QStringLiteral("\\.(dump|backup|pgdump|tar|sql|(dump|sql)\\.(gz|zst))$"),
        QRegularExpression::CaseInsensitiveOption);
    return info.isFile() && dump.match(info.fileName()).hasMatch() ? DroppedKind::Dump
                                                                   : DroppedKind::Place;
}

} // namespace arborist
