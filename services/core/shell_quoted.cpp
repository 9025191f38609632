// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/shell_quoted.h"

#include <algorithm>

namespace arborist {

QString shellQuoted(const QString &word)
{
    const bool plain = !word.isEmpty() && std::all_of(word.begin(), word.end(), [](QChar each) {
        return each.isLetterOrNumber() || QStringLiteral("_-./,:@%+=").contains(each);
    });
    if (plain)
        return word;
    QString inside = word;
    return u'\'' + inside.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

} // namespace arborist
