// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/row_delegate.h"

namespace arborist {

/// Rows of the organization and kind lists: a bar as long as the count behind badge and name, the
/// count at the right.
class DataBarDelegate : public RowDelegate
{
    Q_OBJECT
public:
    explicit DataBarDelegate(QObject *parent = nullptr);

protected:
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

} // namespace arborist
