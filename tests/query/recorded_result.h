// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/result_sink.h"
#include <QStringList>
#include <functional>

namespace arborist::testing {

/// Keeps everything that a query answers.
class RecordedResult final : public query::ResultSink
{
public:
    struct Statement {
        std::vector<query::Column> columns;
        std::vector<query::RowChunkPtr> chunks;
        query::StatementEnd end;
        bool ended = false;

        /// Rows joined by "|", NULL as "∅".
        QStringList rows() const
        {
            QStringList lines;
            for (const query::RowChunkPtr &chunk : chunks) {
                for (int row = 0; row < chunk->rows(); ++row) {
                    QStringList cells;
                    for (int column = 0; column < chunk->columns(); ++column) {
                        const auto cell = chunk->cell(row, column);
                        cells << (cell ? QString::fromUtf8(*cell) : QString(QChar(0x2205)));
                    }
                    lines << cells.join(u'|');
                }
            }
            return lines;
        }
    };

    void beginResult(int statement, const std::vector<query::Column> &columns) override
    {
        if (statement != int(statements.size()))
            qFatal("statements are out of order");
        statements.push_back({columns, {}, {}, false});
    }
    void addRows(query::RowChunkPtr rows) override
    {
        statements.back().chunks.push_back(rows);
        if (onRows)
            onRows();
    }
    void endResult(const query::StatementEnd &end) override
    {
        statements.back().end = end;
        statements.back().ended = true;
    }
    void notice(const postgres::Notice &notice) override
    {
        notices << notice.severity + QStringLiteral(": ") + notice.message;
    }

    std::vector<Statement> statements;
    QStringList notices;
    std::function<void()> onRows;
};

} // namespace arborist::testing
