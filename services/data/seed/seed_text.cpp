// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/seed_text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>
#include <algorithm>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

/// Offset of the first byte that is no UTF-8; -1 where all is.
qsizetype firstInvalid(QByteArrayView bytes)
{
    constexpr qsizetype kPart = 64 * 1024;
    for (qsizetype at = 0; at < bytes.size();) {
        qsizetype size = std::min(kPart, bytes.size() - at);
        while (at + size < bytes.size() && (uchar(bytes[at + size]) & 0xC0) == 0x80 && size > 1)
            --size; // not within a character
        const QByteArrayView part = bytes.sliced(at, size);
        if (!part.isValidUtf8()) {
            qsizetype good = 0;
            while (good < size && part.first(good + 1).isValidUtf8())
                ++good;
            for (qsizetype more = good + 1; more <= std::min(good + 4, size); ++more) {
                if (part.first(more).isValidUtf8())
                    good = more;
            }
            return at + good;
        }
        at += size;
    }
    return -1;
}

} // namespace

struct SeedText::Private {
    QFile file;
};

SeedText::SeedText(const QString &path, const QString &shown)
    : d(std::make_unique<Private>()),
      m_shown(shown)
{
    d->file.setFileName(path);
    if (!QFileInfo(path).isFile() || !d->file.open(QIODevice::ReadOnly))
        throw Error(tr("%1 cannot be read.").arg(shown),
                    tr("It has to be a regular file that you may read."))
            .setWhere(shown)
            .setDetail(d->file.errorString());
    if (d->file.size() > 0) {
        const uchar *mapped = d->file.map(0, d->file.size());
        if (!mapped)
            throw Error(tr("%1 cannot be read.").arg(shown), {})
                .setWhere(shown)
                .setDetail(d->file.errorString());
        m_bytes = QByteArrayView(mapped, d->file.size());
    }
    if (m_bytes.startsWith("\xEF\xBB\xBF"))
        m_bytes = m_bytes.sliced(3);
    if (const qsizetype at = firstInvalid(m_bytes); at >= 0)
        throw error(at, tr("The file is not UTF-8."), tr("Save it as UTF-8."));
    if (const qsizetype at = m_bytes.indexOf('\0'); at >= 0)
        throw error(at, tr("There is a NUL character in it, which PostgreSQL cannot keep."),
                    tr("Take it out."));
}

SeedText::~SeedText() = default;

QString SeedText::place(qsizetype offset) const
{
    const QByteArrayView before = m_bytes.first(std::clamp<qsizetype>(offset, 0, m_bytes.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const qsizetype begin = before.lastIndexOf('\n') + 1;
    const auto column = QString::fromUtf8(before.sliced(begin)).toUcs4().size() + 1;
    return QStringLiteral("%1:%2:%3").arg(m_shown).arg(line).arg(column);
}

Error SeedText::error(qsizetype offset, const QString &message, const QString &hint) const
{
    return Error(message, hint).setWhere(place(offset));
}

QString SeedText::sha256() const
{
    return QString::fromLatin1(
        QCryptographicHash::hash(m_bytes, QCryptographicHash::Sha256).toHex());
}

} // namespace arborist::data
