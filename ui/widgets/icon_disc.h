// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace arborist {

/// The 64 px disc with an icon that stands over empty and error texts.
class IconDisc : public QWidget
{
    Q_OBJECT
public:
    explicit IconDisc(const QString &iconName, QWidget *parent = nullptr);

    void setIconName(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_icon;
};

} // namespace arborist
