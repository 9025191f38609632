// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <memory>

namespace arborist::backup {

enum class Packing { None, Gzip, Zstd };

/// By its first bytes.
Packing packingOf(QByteArrayView head);

/// A file read from its beginning, unpacked where it is packed by gzip or zstd. Memory does not
/// grow with it.
class ByteSource
{
public:
    /// Throws Error where it cannot be opened.
    explicit ByteSource(const QString &path);
    ~ByteSource();
    ByteSource(const ByteSource &) = delete;
    ByteSource &operator=(const ByteSource &) = delete;

    Packing packing() const { return m_packing; }
    /// The next bytes, at most `most`; empty at the end. Throws Error where the file is damaged,
    /// or cut off in what packed it.
    QByteArray read(qint64 most = 1 << 18);
    qint64 position() const { return m_file.pos(); } ///< in the file
    qint64 size() const { return m_file.size(); }

private:
    class Unpacker;
    class Gunzip;
    class Unzstd;

    QByteArray more();
    [[noreturn]] void fail(bool isCut) const;

    QFile m_file;
    Packing m_packing = Packing::None;
    std::unique_ptr<Unpacker> m_unpacker;
    QByteArray m_input;
};

} // namespace arborist::backup
