// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/batch_codec.h"

#include <QCoreApplication>
#include <memory>
#include <zstd.h>

namespace arborist::journal {

namespace {

constexpr char kFormat = 1;
constexpr int kLevel = 1; // higher ones cost more time than the disk would
/// SQLite takes no longer value, and a damaged length must not make us ask for more memory.
constexpr quint64 kLargest = 1'000'000'000;

class Writer
{
public:
    void number(quint64 value)
    {
        while (value >= 0x80) {
            m_bytes += char(value | 0x80);
            value >>= 7;
        }
        m_bytes += char(value);
    }
    void bytes(const QByteArray &value)
    {
        number(quint64(value.size()));
        m_bytes.append(value);
    }
    void text(const QString &value) { bytes(value.toUtf8()); }
    void texts(const QStringList &values)
    {
        number(quint64(values.size()));
        for (const QString &value : values)
            text(value);
    }
    void values(const std::vector<Value> &values)
    {
        number(values.size());
        for (const Value &value : values) {
            if (!value) {
                number(0);
                continue;
            }
            number(quint64(value->size()) + 1);
            m_bytes.append(*value);
        }
    }

    const QByteArray &result() const { return m_bytes; }
    void reserve(qsizetype size) { m_bytes.reserve(size); }

private:
    QByteArray m_bytes;
};

/// Throws Cut when the bytes end early or lead beyond their end.
class Reader
{
public:
    struct Cut {
    };

    explicit Reader(const QByteArray &bytes) : m_next(bytes.constBegin()), m_end(bytes.constEnd())
    {
    }

    quint64 number()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (m_next == m_end)
                throw Cut();
            const auto byte = quint8(*m_next++);
            value |= quint64(byte & 0x7f) << shift;
            if (byte < 0x80)
                return value;
        }
        throw Cut();
    }
    /// A number of things that take a byte each at least.
    size_t count()
    {
        const quint64 value = number();
        if (value > quint64(m_end - m_next))
            throw Cut();
        return size_t(value);
    }
    QByteArray bytes() { return take(count()); }
    QString text() { return QString::fromUtf8(bytes()); }
    QStringList texts()
    {
        QStringList values;
        for (size_t left = count(); left > 0; --left)
            values += text();
        return values;
    }
    std::vector<Value> values()
    {
        std::vector<Value> values(count());
        for (Value &value : values) {
            const quint64 length = number();
            if (length == 0)
                continue;
            if (length - 1 > quint64(m_end - m_next))
                throw Cut();
            value = take(size_t(length - 1));
        }
        return values;
    }
    bool atEnd() const { return m_next == m_end; }

private:
    QByteArray take(size_t size)
    {
        // Not a null one, which some take for NULL.
        const QByteArray value = size == 0 ? QByteArray("") : QByteArray(m_next, qsizetype(size));
        m_next += size;
        return value;
    }

    const char *m_next;
    const char *m_end;
};

QByteArray compressed(const QByteArray &raw)
{
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                       ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    QByteArray bytes(qsizetype(ZSTD_compressBound(size_t(raw.size()))) + 1, Qt::Uninitialized);
    bytes[0] = kFormat;
    const size_t size = ZSTD_compress2(context.get(), bytes.data() + 1, size_t(bytes.size() - 1),
                                       raw.constData(), size_t(raw.size()));
    if (ZSTD_isError(size))
        throw Error(QCoreApplication::translate("Journal", "Rows cannot be compressed: %1.")
                        .arg(QString::fromUtf8(ZSTD_getErrorName(size))));
    bytes.resize(qsizetype(size) + 1);
    return bytes;
}

/// Null when it is damaged.
QByteArray decompressed(const QByteArray &bytes)
{
    const char *frame = bytes.constData() + 1;
    const auto length = size_t(bytes.size() - 1);
    const auto size = ZSTD_getFrameContentSize(frame, length);
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kLargest)
        return {};
    QByteArray raw(qsizetype(size), Qt::Uninitialized);
    const size_t done = ZSTD_decompress(raw.data(), size_t(raw.size()), frame, length);
    return ZSTD_isError(done) || done != size ? QByteArray() : raw;
}

ChangeBatch readBatch(Reader &reader)
{
    ChangeBatch batch;
    batch.action = ChangeBatch::Action(reader.number());
    batch.schema = reader.text();
    batch.table = reader.text();
    batch.key = reader.texts();
    batch.columns = reader.texts();
    batch.rows.resize(reader.count());
    for (RowChange &row : batch.rows) {
        row.version = quint32(reader.number());
        row.changed = reader.number();
        row.key.resize(size_t(batch.key.size()));
        for (QByteArray &part : row.key)
            part = reader.bytes();
        row.before = reader.values();
        row.after = reader.values();
    }
    if (!reader.atEnd() || batch.action > ChangeBatch::Action::Delete)
        throw Reader::Cut();
    return batch;
}

} // namespace

QByteArray encodeBatch(const BatchLabel &label, const ChangeBatch &batch)
{
    Writer writer;
    writer.reserve(qsizetype(batch.rows.size()) * (16 + 16 * batch.columns.size()));
    writer.number(quint64(label.number));
    writer.text(label.transaction);
    writer.number(quint64(batch.action));
    writer.text(batch.schema);
    writer.text(batch.table);
    writer.texts(batch.key);
    writer.texts(batch.columns);
    writer.number(batch.rows.size());
    for (const RowChange &row : batch.rows) {
        writer.number(row.version);
        writer.number(row.changed);
        for (const QByteArray &part : row.key)
            writer.bytes(part);
        writer.values(row.before);
        writer.values(row.after);
    }
    if (quint64(writer.result().size()) > kLargest)
        throw Error(
            QCoreApplication::translate("Journal", "The rows of one batch of %1.%2 hold more than "
                                                   "1 GB, which the journal cannot keep.")
                .arg(batch.schema, batch.table),
            QCoreApplication::translate("Journal", "Limit the run to fewer rows at a time."));
    return compressed(writer.result());
}

ChangeBatch decodeBatch(const QByteArray &bytes, const BatchLabel &label, const QString &file)
{
    if (bytes.size() > 1 && bytes.at(0) != kFormat)
        throw damagedJournal(file, QCoreApplication::translate(
                                       "Journal", "it was made by a newer version, or is damaged"));
    const QByteArray raw = bytes.size() > 1 ? decompressed(bytes) : QByteArray();
    try {
        Reader reader(raw);
        const quint64 number = reader.number();
        if (number == quint64(label.number) && reader.text() == label.transaction)
            return readBatch(reader);
    } catch (const Reader::Cut &) {
    }
    throw damagedJournal(
        file, QCoreApplication::translate("Journal", "batch %1 is damaged").arg(label.number));
}

Error damagedJournal(const QString &file, const QString &why)
{
    Error error(
        QCoreApplication::translate("Journal", "The journal %1 cannot be used: %2.").arg(file, why),
        QCoreApplication::translate(
            "Journal", "It was cut short or changed outside of Arborist. Put back a copy "
                       "of the file; without it, what the run did cannot be undone."));
    error.setWhere(file);
    return error;
}

} // namespace arborist::journal
