// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/listed.h"

#include <QCoreApplication>
#include <QLocale>

namespace arborist {

QString listed(const QStringList &names, qsizetype most)
{
    const QString some = names.mid(0, most).join(QStringLiteral(", "));
    return names.size() <= most ? some
                                : QCoreApplication::translate("Listed", "%1 and %2 more")
                                      .arg(some, QLocale().toString(names.size() - most));
}

} // namespace arborist
