// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/explain_model.h"
#include "models/query/result_model.h"
#include <QWidget>

class QPlainTextEdit;

namespace arborist {

class Label;
class SectionHead;

/// The whole value of a cell, or all that is known of a node of a plan.
class QueryInspector : public QWidget
{
    Q_OBJECT
public:
    explicit QueryInspector(QWidget *parent = nullptr);

    void showCell(const ResultModel &model, const QModelIndex &cell);
    void showNode(const ExplainModel &model, const QModelIndex &node);
    void showNothing();
    QString text() const;

private:
    void show(const QString &head, const QString &owner, const QString &title,
              const QString &caption, const QString &text);
    void setFilled(bool filled);
    void dress();
    void changeEvent(QEvent *event) override;

    SectionHead *m_head;
    Label *m_hint;
    Label *m_title;
    Label *m_caption;
    Label *m_warning;
    QPlainTextEdit *m_text;
};

} // namespace arborist
