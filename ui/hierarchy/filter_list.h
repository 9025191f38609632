// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace arborist {

/// A list whose current row is a filter. Where it may be without one, a second click on the row (or
/// Escape) takes the filter back.
class FilterList : public QListView
{
    Q_OBJECT
public:
    /// `optional`: no row need be chosen.
    FilterList(QAbstractItemModel &model, bool optional, QWidget *parent = nullptr);

    int chosenRow() const; ///< -1 if none is
    void choose(int row);  ///< without a signal
    int rowHeight() const;

Q_SIGNALS:
    void chosen(int row); ///< by the user; -1 for none

protected:
    void initViewItemOption(QStyleOptionViewItem *option) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void takeBack();

    bool m_optional;
    bool m_quiet = false;
};

} // namespace arborist
