// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/operations/stage_edit.h"
#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;

namespace arborist {

class Note;
class Session;

/// Everything that the workspace file says of one stage, and its address. Accepted when the person
/// wants to see what would change; nothing is written here.
class StageEditor : public QDialog
{
    Q_OBJECT
public:
    /// `stage` null: a new one.
    StageEditor(Session &session, const stages::Stage *stage, QWidget *parent = nullptr);

    /// What is different from the stage as it was; the address is without the password.
    operations::StageEdit edit() const;
    QString password() const;

    bool isTesting() const { return m_testing; }

private:
    enum Kind { Variable, Url, Keychain, AwsSecret, Neon };

    void addRows(QFormLayout &form);
    void addAddressRows(QFormLayout &form);
    QLineEdit *addField(QFormLayout &form, const QString &label, const QString &text);
    void fill();
    void kindChanged();
    void changed();
    QString reference() const;
    bool takesAddress() const; ///< the fields for an address are shown
    bool addressTyped() const;
    void test();
    void showResult(Glyph glyph, Tone tone, const QString &title, const QString &text);

    Session &m_session;
    const bool m_new;
    stages::Stage m_stage; ///< as it was
    QString m_address;     ///< as it was, without password
    QFormLayout *m_form = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_environment = nullptr;
    QCheckBox *m_protected = nullptr;
    QCheckBox *m_readOnly = nullptr;
    QComboBox *m_colour = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_variable = nullptr;
    QLineEdit *m_file = nullptr;
    QLineEdit *m_url = nullptr;
    QLineEdit *m_password = nullptr;
    QLineEdit *m_secret = nullptr; ///< what follows keychain: and the like
    QCheckBox *m_store = nullptr;  ///< keep the address typed here in the keychain
    QLineEdit *m_addresses = nullptr;
    QLineEdit *m_sshHost = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_review = nullptr;
    Note *m_result = nullptr;
    bool m_testing = false;
    bool m_protectedTouched = false;
};

} // namespace arborist
