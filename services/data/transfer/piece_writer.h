// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/sha256.h"
#include "services/data/transfer/archive.h"
#include "services/data/transfer/durable_file.h"
#include <memory>
#include <span>
#include <vector>

struct ZSTD_CCtx_s;

namespace arborist::data {

/// Compresses one COPY stream into a file, and sums it up. Memory: some MB, whatever the size.
class PieceWriter
{
public:
    /// `level` as zstd has it. Throws Error.
    PieceWriter(const QString &folder, const QString &name, int level);
    ~PieceWriter();
    PieceWriter(const PieceWriter &) = delete;
    PieceWriter &operator=(const PieceWriter &) = delete;

    /// Throws Error, of the disk too.
    void write(std::span<const char> bytes);
    void addRow() { ++m_file.rows; }
    qint64 rawBytes() const { return m_file.rawBytes; }
    /// What has become of it, once it is on the disk.
    ArchiveFile finish();

private:
    void compress(bool isEnd);

    ArchiveFile m_file;
    DurableFile m_disk;
    Sha256 m_hash;
    std::unique_ptr<ZSTD_CCtx_s, size_t (*)(ZSTD_CCtx_s *)> m_zstd;
    std::vector<char> m_in;
    std::vector<char> m_out;
};

} // namespace arborist::data
