// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/dropped_place.h"

#include "services/stages/address_reference.h"
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

} // namespace arborist
