// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/search_field.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include <QKeyEvent>

namespace arborist {

SearchField::SearchField(const QString &placeholder, QWidget *parent) : QLineEdit(parent)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setClearButtonEnabled(true);
    addAction(icon(QStringLiteral("edit-find"), IconTone::Text2), QLineEdit::LeadingPosition);
    setMinimumWidth(px(112));
    setMaximumWidth(px(208));
}

QSize SearchField::sizeHint() const
{
    return {px(208), QLineEdit::sizeHint().height()};
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        if (text().isEmpty()) {
            Q_EMIT leaveRequested();
        } else {
            clear();
        }
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
        event->key() == Qt::Key_Down) {
        Q_EMIT leaveRequested();
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace arborist
