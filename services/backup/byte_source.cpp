// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/byte_source.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <zlib.h>
#include <zstd.h>

namespace arborist::backup {

namespace {

constexpr qint64 kInput = 1 << 17;

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

} // namespace

Packing packingOf(QByteArrayView head)
{
    if (head.startsWith("\x1f\x8b"))
        return Packing::Gzip;
    return head.startsWith("\x28\xb5\x2f\xfd") ? Packing::Zstd : Packing::None;
}

/// Takes packed bytes and gives what they hold.
class ByteSource::Unpacker
{
public:
    enum class State { Going, Damaged };

    virtual ~Unpacker() = default;
    /// Takes of `input` what it needs, and fills `output` (its size: how much there may be; then
    /// how much there is).
    virtual State work(QByteArray &input, QByteArray &output) = 0;
    bool isBetween() const { return m_isBetween; } ///< nothing is left open

protected:
    bool m_isBetween = false;
};

class ByteSource::Gunzip final : public Unpacker
{
public:
    Gunzip()
    {
        if (inflateInit2(&m_stream, 15 + 16) != Z_OK)
            throw std::bad_alloc();
    }
    ~Gunzip() override { inflateEnd(&m_stream); }
    Gunzip(const Gunzip &) = delete;
    Gunzip &operator=(const Gunzip &) = delete;

    State work(QByteArray &input, QByteArray &output) override
    {
        // Several streams in a row are one file to gzip.
        if (m_isBetween && !input.isEmpty()) {
            inflateReset(&m_stream);
            m_isBetween = false;
        }
        m_stream.next_in = reinterpret_cast<Bytef *>(input.data());
        m_stream.avail_in = uInt(input.size());
        m_stream.next_out = reinterpret_cast<Bytef *>(output.data());
        m_stream.avail_out = uInt(output.size());
        const int answer = inflate(&m_stream, Z_NO_FLUSH);
        input.remove(0, input.size() - qsizetype(m_stream.avail_in));
        output.truncate(output.size() - qsizetype(m_stream.avail_out));
        if (answer == Z_STREAM_END)
            m_isBetween = true;
        return answer == Z_OK || answer == Z_STREAM_END || answer == Z_BUF_ERROR ? State::Going
                                                                                 : State::Damaged;
    }

private:
    z_stream m_stream{};
};

class ByteSource::Unzstd final : public Unpacker
{
public:
    Unzstd() : m_stream(ZSTD_createDStream())
    {
        if (!m_stream)
            throw std::bad_alloc();
        // What --long=31 of the program needs would be 2 GB of memory.
        ZSTD_DCtx_setParameter(m_stream, ZSTD_d_windowLogMax, 27);
    }
    ~Unzstd() override { ZSTD_freeDStream(m_stream); }
    Unzstd(const Unzstd &) = delete;
    Unzstd &operator=(const Unzstd &) = delete;

    State work(QByteArray &input, QByteArray &output) override
    {
        ZSTD_inBuffer in{input.constData(), size_t(input.size()), 0};
        ZSTD_outBuffer out{output.data(), size_t(output.size()), 0};
        const size_t answer = ZSTD_decompressStream(m_stream, &out, &in);
        if (ZSTD_isError(answer))
            return State::Damaged;
        // A frame is complete and all of it has been given out.
        m_isBetween = answer == 0;
        input.remove(0, qsizetype(in.pos));
        output.truncate(qsizetype(out.pos));
        return State::Going;
    }

private:
    ZSTD_DStream *m_stream;
};

ByteSource::ByteSource(const QString &path) : m_file(path)
{
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        throw Error(tr("%1 cannot be read.").arg(path), tr("Check its path and its permissions."))
            .setDetail(m_file.errorString());
    m_input = more();
    m_packing = packingOf(m_input);
    if (m_packing == Packing::Gzip)
        m_unpacker = std::make_unique<Gunzip>();
    else if (m_packing == Packing::Zstd)
        m_unpacker = std::make_unique<Unzstd>();
}

ByteSource::~ByteSource() = default;

QByteArray ByteSource::more()
{
    const QByteArray bytes = m_file.read(kInput);
    if (bytes.isEmpty() && m_file.error() != QFileDevice::NoError)
        throw Error(tr("%1 cannot be read.").arg(m_file.fileName()))
            .setDetail(m_file.errorString());
    return bytes;
}

QByteArray ByteSource::read(qint64 most)
{
    if (!m_unpacker) {
        QByteArray bytes = m_input.isEmpty() ? more() : std::exchange(m_input, {});
        if (bytes.size() > most) {
            m_input = bytes.mid(most);
            bytes.truncate(most);
        }
        return bytes;
    }
    for (;;) {
        if (m_input.isEmpty())
            m_input = more();
        if (m_input.isEmpty() && m_unpacker->isBetween())
            return {};
        const qsizetype before = m_input.size();
        QByteArray output(most, Qt::Uninitialized);
        if (m_unpacker->work(m_input, output) == Unpacker::State::Damaged)
            fail(false);
        if (!output.isEmpty())
            return output;
        if (before == 0)
            fail(true);
    }
}

void ByteSource::fail(bool isCut) const
{
    if (isCut)
        throw Error(tr("The dump is cut off: what packed it ends in the middle."),
                    tr("Take another dump: what is missing cannot be restored."))
            .setWhere(m_file.fileName());
    throw Error(tr("The dump is damaged: it cannot be unpacked."),
                tr("Take another dump, or copy this one anew."))
        .setWhere(m_file.fileName());
}

} // namespace arborist::backup
