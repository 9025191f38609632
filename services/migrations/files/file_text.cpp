// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/file_text.h"

#include "services/migrations/files/text.h"
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace arborist::migrations {
namespace {

/// Length of the well-formed sequence that begins there; where there is none, minus the length of
/// the part that could have begun one (at least 1). Table 3-7 of the Unicode standard.
int sequenceAt(const uchar *bytes, qsizetype left)
{
    const uchar first = bytes[0];
    if (first < 0x80)
        return 1;
    int length = 0;
    uchar low = 0x80, high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        low = first == 0xE0 ? 0xA0 : low;
        high = first == 0xED ? 0x9F : high;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        low = first == 0xF0 ? 0x90 : low;
        high = first == 0xF4 ? 0x8F : high;
    } else {
        return -1;
    }
    for (int i = 1; i < length; ++i) {
        if (i >= left || bytes[i] < low || bytes[i] > high)
            return -i;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

} // namespace

FileText readFileText(const QString &path, qint64 limit)
{
    const QFileInfo info(path);
    FileText result;
    if (!info.exists()) {
        // A link that leads nowhere or in circles is there, too.
        if (info.isSymLink())
            result.problem = Text::tr("the link leads to no file");
        return result;
    }
    result.exists = true;
    if (!info.isFile()) {
        result.problem = Text::tr("it is no regular file");
        return result;
    }
    if (info.size() > limit) {
        result.problem = Text::tr("it is larger than %1 MiB").arg(limit / (1024 * 1024));
        return result;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        result.problem = file.errorString();
        return result;
    }
    result.text = file.read(limit);
    if (file.error() != QFileDevice::NoError)
        result.problem = file.errorString();
    return result;
}

QByteArray withReplacements(const QByteArray &bytes)
{
    const auto *data = reinterpret_cast<const uchar *>(bytes.constData());
    const qsizetype size = bytes.size();
    QByteArray fixed;
    qsizetype kept = 0; // what stands before it is in `fixed`
    for (qsizetype i = 0; i < size;) {
        const int length = sequenceAt(data + i, size - i);
        if (length < 0) {
            fixed.append(bytes.constData() + kept, i - kept);
            fixed.append("\xEF\xBF\xBD");
            kept = i - length;
        }
        i += length < 0 ? -length : length;
    }
    if (kept == 0 && fixed.isEmpty())
        return bytes;
    fixed.append(bytes.constData() + kept, size - kept);
    return fixed;
}

QString hashOf(const QByteArray &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

} // namespace arborist::migrations
