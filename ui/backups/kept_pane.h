// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backups/kept_table_model.h"
#include <QWidget>

class QPushButton;
class QStackedWidget;

namespace arborist {

class TableView;

/// The databases that restores and resets have put aside, with what can be done with one: put it
/// back, or drop it.
class KeptPane : public QWidget
{
    Q_OBJECT
public:
    explicit KeptPane(QWidget *parent = nullptr);

    void setDatabases(std::vector<backup::KeptDatabase> databases, int keepDays,
                      const QString &stage);
    void setButtonsEnabled(bool enabled);
    TableView &table() { return *m_table; }
    KeptTableModel &model() { return m_model; }
    QStringList selectedRuns() const;
    QStringList expired() const;

Q_SIGNALS:
    void undoRequested(const QString &run);
    void dropRequested(const QStringList &runs);

private:
    void updateButtons();

    KeptTableModel m_model;
    TableView *m_table;
    QStackedWidget *m_stack;
    class Label *m_empty;
    QPushButton *m_undo;
    QPushButton *m_drop;
    QPushButton *m_dropExpired;
    bool m_enabled = false;
};

} // namespace arborist
