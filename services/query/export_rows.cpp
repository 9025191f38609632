// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/export_rows.h"

#include "services/core/error.h"
#include "services/core/whole_file.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QSaveFile>

namespace arborist::query {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Query", text);
}

class FileSink final : public ResultSink
{
public:
    FileSink(const QString &path, RowFormat format) : m_format(format), m_file(path)
    {
        const QFileInfo target(path);
        if (target.exists() && !target.isFile()) { // a device would be replaced by a file
            throw Error::usage(tr("%1 is not a file.").arg(path),
                               tr("Name a file, or lead the output of the command there."));
        }
        if (!m_file.open(QIODevice::WriteOnly))
            throw failed();
    }

    void beginResult(int, const std::vector<Column> &columns) override
    {
        m_isOurs = !columns.empty();
        if (!m_isOurs)
            return;
        if (m_writer) {
            throw Error::usage(tr("Only one result goes into a file, and the query has several."),
                               tr("Export the statements one by one."));
        }
        m_writer = RowWriter::make(m_format, columns);
        m_writer->begin(m_buffer);
    }

    void addRows(RowChunkPtr rows) override
    {
        m_writer->addRows(*rows, m_buffer);
        flush();
    }

    void endResult(const StatementEnd &end) override
    {
        if (!m_isOurs)
            return;
        m_exported.rows = end.rows;
        m_exported.truncated = end.truncated;
        m_writer->end(m_buffer);
    }

    void notice(const postgres::Notice &) override {}

    Exported finish()
    {
        if (!m_writer)
            throw Error::usage(tr("The query has no rows to export."));
        flush();
        if (!commitWhole(m_file))
            throw failed();
        return m_exported;
    }

private:
    void flush()
    {
        if (m_file.write(m_buffer) != m_buffer.size())
            throw failed();
        m_exported.bytes += m_buffer.size();
        m_buffer.resize(0);
    }

    Error failed() const
    {
        return Error(tr("%1 cannot be written.").arg(m_file.fileName()),
                     tr("Check the folder's permissions and the space left on the disk."))
            .setWhere(m_file.fileName())
            .setDetail(m_file.errorString());
    }

    RowFormat m_format;
    QSaveFile m_file; ///< takes the place of what was there in commit() alone
    std::unique_ptr<RowWriter> m_writer;
    QByteArray m_buffer;
    bool m_isOurs = false;
    Exported m_exported;
};

} // namespace

Exported exportRows(const QueryRequest &request, RowFormat format, const QString &file,
                    postgres::Connection &connection, OperationContext &context)
{
    FileSink sink(file, format);
    runReadOnly(request, connection, sink, context);
    context.throwIfStopped();
    return sink.finish();
}

} // namespace arborist::query
