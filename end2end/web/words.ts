/** What a customer looks for on the pages, in one of their languages. */
export interface Words {
  lang: string;
  name: string;
  email: string;
  password: string;
  signIn: string;
  signOut: string;
  key: string;
  keyKind: string;
  registerKey: string;
  amount: string;
  message: string;
  continue: string;
  confirm: string;
  correct: string;
}

export const portuguese: Words = {
  lang: 'pt-BR',
  name: 'Português',
  email: 'E-mail',
  password: 'Senha',
  signIn: 'Entrar',
  signOut: 'Sair',
  key: 'Chave Pix',
  keyKind: 'Tipo de chave',
  registerKey: 'Cadastrar chave',
  amount: 'Valor',
  message: 'Mensagem',
  continue: 'Continuar',
  confirm: 'Confirmar',
  correct: 'Corrigir',
};

export const english: Words = {
  lang: 'en',
  name: 'English',
  email: 'Email',
  password: 'Password',
  signIn: 'Sign in',
  signOut: 'Sign out',
  key: 'Pix key',
  keyKind: 'Key type',
  registerKey: 'Register key',
  amount: 'Amount',
  message: 'Message',
  continue: 'Continue',
  confirm: 'Confirm',
  correct: 'Edit',
};
