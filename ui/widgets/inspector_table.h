// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "ui/widgets/table_view.h"
#include <vector>

namespace arborist {

/// One field with two values: stored | expected, or on record | found.
struct InspectorRow {
    QString field;
    QString left;
    QString right;
    Tone tone = Tone::Plain;       ///< Drift or Danger where the values differ
    bool rightIsDifferent = false; ///< the right value is the one to look at ("found")
};

/// Two values side by side for every field of an object. As high as its rows.
class InspectorTable : public TableView
{
    Q_OBJECT
public:
    /// An empty `right` heading leaves that column out: a plain list of fields and values.
    InspectorTable(const QString &field, const QString &left, const QString &right,
                   QWidget *parent = nullptr);
    ~InspectorTable() override;

    void setRows(std::vector<InspectorRow> rows);
    const std::vector<InspectorRow> &rows() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeColumns();
    int contentWidth(int column) const;

    class Model;
    Model *m_model;
};

} // namespace arborist
