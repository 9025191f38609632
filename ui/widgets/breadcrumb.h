// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace arborist {

/// A trail of names that lead back, the last one being where one is; a note at the right. Where
/// there is no room for all, the first ones are cut off.
class Breadcrumb : public QWidget
{
    Q_OBJECT
public:
    explicit Breadcrumb(QWidget *parent = nullptr);

    void setSteps(const QStringList &steps);
    const QStringList &steps() const { return m_steps; }
    void setNote(const QString &note);
    QRect stepRect(int step) const;
    QSize sizeHint() const override;

Q_SIGNALS:
    void clicked(int step);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    QList<QRect> layOut() const;
    int stepAt(const QPoint &position) const; ///< -1 on the last one, or beside all

    QStringList m_steps;
    QString m_note;
};

} // namespace arborist
