// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/timeline_model.h"
#include "ui/widgets/table_view.h"
#include <functional>

namespace arborist {

class FilterProxy;
class StageHeader;

/// The timeline of migrations: rows may be chosen in any number, sorted and filtered; what is
/// chosen, and how it is sorted, outlives new readings.
class TimelineView : public TableView
{
    Q_OBJECT
public:
    explicit TimelineView(TimelineModel &model, QWidget *parent = nullptr);

    /// The one whose SQL is shown; -1 for none.
    qsizetype currentMigration() const;
    /// The chosen ones in the order of the set, the oldest first.
    std::vector<qsizetype> chosen() const;
    void choose(qsizetype migration);
    /// Keeps rows by name, and by what any stage says of them; -1: any state, -2: all that are not
    /// as they should be.
    void setFilter(const QString &text, int state);
    int shownRows() const;

    static constexpr int kAnyState = -1;
    static constexpr int kIrregular = -2;

    /// Call before and after the model is reset.
    void keepChoice();
    void restoreChoice();

Q_SIGNALS:
    void currentMoved();
    void choiceChanged();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeColumns();
    void rememberSorting();

    TimelineModel &m_model;
    FilterProxy *m_proxy;
    StageHeader *m_header;
    QStringList m_keptNames;
    QString m_keptCurrent;
    QString m_sortedBy; ///< a stage's name, "/" for names; empty: the timeline's own order
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    bool m_keeping = false;
};

} // namespace arborist
