// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/custom_blocks.h"

#include "services/backup/archive_bytes.h"
#include "services/core/error.h"
#include <QIODevice>

namespace arborist::backup {

namespace {

constexpr int kData = 1;
constexpr int kLargeObjects = 3;
constexpr int kAsksForStop = 4096; // chunks

class BlockWalk
{
public:
    BlockWalk(QIODevice &device, const ArchiveToc &toc, const QString &where, std::stop_token stop)
        : m_device(device),
          m_in(device, where),
          m_stop(std::move(stop))
    {
        m_in.setSizes(toc.integerBytes, toc.offsetBytes);
    }

    QHash<int, qint64> walk()
    {
        QHash<int, qint64> sizes;
        while (!m_device.atEnd()) {
            const int kind = m_in.byte();
            const qint64 id = m_in.integer();
            if (kind != kData && kind != kLargeObjects)
                m_in.damaged();
            sizes[int(id)] += kind == kData ? chunks() : largeObjects();
        }
        return sizes;
    }

private:
    qint64 largeObjects()
    {
        qint64 sum = 0;
        while (m_in.integer() != 0)
            sum += chunks();
        return sum;
    }

    qint64 chunks()
    {
        qint64 sum = 0;
        for (;;) {
            if (++m_count % kAsksForStop == 0 && m_stop.stop_requested())
                throw Error::cancelled();
            const qint64 length = m_in.integer();
            if (length == 0)
                return sum;
            if (length < 0)
                m_in.damaged();
            m_in.skip(length);
            sum += length;
        }
    }

    QIODevice &m_device;
    ArchiveBytes m_in;
    std::stop_token m_stop;
    qint64 m_count = 0;
};

} // namespace

QHash<int, qint64> measureBlocks(QIODevice &device, const ArchiveToc &toc, const QString &where,
                                 const std::stop_token &stop)
{
    QHash<int, qint64> sizes = BlockWalk(device, toc, where, stop).walk();
    for (const TocEntry &entry : toc.entries) {
        if (entry.hasData && !sizes.contains(entry.id))
            ArchiveBytes(device, where).cut();
    }
    return sizes;
}

} // namespace arborist::backup
