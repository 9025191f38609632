// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/rename_choice.h"
#include <QDialog>

class QComboBox;

namespace arborist {

/// Asks of everything that drizzle-kit finds in the models and not in the migrations whether it is
/// new, or what it was called before. Nothing is made before all of it is answered.
class RenameDialog : public QDialog
{
    Q_OBJECT
public:
    explicit RenameDialog(std::vector<migrations::RenameChoice> choices, QWidget *parent = nullptr);

    std::vector<migrations::RenameHint> hints() const;
    /// The answer to each question, in their order: "New" first.
    const std::vector<QComboBox *> &answers() const { return m_answers; }

private:
    QWidget *makeQuestion(const migrations::RenameChoice &choice);
    void offerEachOnce();

    std::vector<migrations::RenameChoice> m_choices;
    std::vector<QComboBox *> m_answers;
};

} // namespace arborist
