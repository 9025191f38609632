// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/piece_writer.h"

#include "services/core/error.h"
#include <zstd.h>

namespace arborist::data {

namespace {

constexpr size_t kIn = 256 * 1024;

void require(size_t answer)
{
    if (ZSTD_isError(answer))
        throw Error(QString::fromLatin1(ZSTD_getErrorName(answer)));
}

} // namespace

PieceWriter::PieceWriter(const QString &folder, const QString &name, int level)
    : m_disk(folder + u'/' + name),
      m_zstd(ZSTD_createCCtx(), ZSTD_freeCCtx)
{
    m_file.path = name;
    if (!m_zstd)
        throw std::bad_alloc();
    require(ZSTD_CCtx_setParameter(m_zstd.get(), ZSTD_c_compressionLevel, level));
    require(ZSTD_CCtx_setParameter(m_zstd.get(), ZSTD_c_checksumFlag, 1));
    m_in.reserve(kIn);
    m_out.resize(ZSTD_CStreamOutSize());
}

PieceWriter::~PieceWriter() = default;

void PieceWriter::write(std::span<const char> bytes)
{
    m_file.rawBytes += qint64(bytes.size());
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(bytes.size(), kIn - m_in.size()));
        m_in.insert(m_in.end(), part.begin(), part.end());
        bytes = bytes.subspan(part.size());
        if (m_in.size() == kIn)
            compress(false);
    }
}

void PieceWriter::compress(bool isEnd)
{
    ZSTD_inBuffer in{m_in.data(), m_in.size(), 0};
    for (;;) {
        ZSTD_outBuffer out{m_out.data(), m_out.size(), 0};
        const size_t left =
            ZSTD_compressStream2(m_zstd.get(), &out, &in, isEnd ? ZSTD_e_end : ZSTD_e_continue);
        require(left);
        if (out.pos > 0) {
            m_hash.add({m_out.data(), out.pos});
            m_disk.write({m_out.data(), out.pos});
            m_file.bytes += qint64(out.pos);
        }
        if (isEnd ? left == 0 : in.pos == in.size)
            break;
    }
    m_in.clear();
}

ArchiveFile PieceWriter::finish()
{
    compress(true);
    m_disk.close();
    m_file.sha256 = m_hash.hex();
    return m_file;
}

} // namespace arborist::data
