// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QPushButton;
class QWidget;

namespace arborist {

QPushButton *primaryButton(const QString &text, QWidget *parent = nullptr);
QPushButton *plainButton(const QString &text, QWidget *parent = nullptr);
QPushButton *flatButton(const QString &text, QWidget *parent = nullptr);

} // namespace arborist
