// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/result_rows.h"
#include "ui/widgets/table_view.h"

namespace arborist {

class ResultModel;

/// The rows of one statement; cells can be selected and copied in four formats.
class ResultTable : public TableView
{
    Q_OBJECT
public:
    /// Takes the model over.
    explicit ResultTable(ResultModel *model, QWidget *parent = nullptr);

    ResultModel &result() const { return *m_model; }
    /// The rectangle around what is selected; all of the result if nothing is.
    CellRange chosenRange() const;
    bool isOneCell() const;

Q_SIGNALS:
    void copyRequested(arborist::query::RowFormat format);
    void cellChanged();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void addCopy(const QString &text, query::RowFormat format, const QKeySequence &keys = {});
    void fitColumns();
    void fitRowNumbers();

    ResultModel *m_model;
    bool m_fitted = false;
};

} // namespace arborist
