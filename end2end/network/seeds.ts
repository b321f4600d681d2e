/** Those of `devnet`, and a third one that the tests in a browser add. */
export type BankCode = '001' | '002' | '003';

/** The customers that every fresh network has, as the contract fixes them. */
export interface Customer {
  name: string;
  bank: BankCode;
  email: string;
  /** As others see it: the first three and the last two digits stay hidden. */
  maskedCpf: string;
}

export const ana: Customer = {
  name: 'Ana Souza',
  bank: '001',
  email: 'ana@bbx.example',
  maskedCpf: '***.982.247-**',
};

export const bruno: Customer = {
  name: 'Bruno Lima',
  bank: '001',
  email: 'bruno@bbx.example',
  maskedCpf: '***.444.777-**',
};

export const carla: Customer = {
  name: 'Carla Dias',
  bank: '002',
  email: 'carla@ctd.example',
  maskedCpf: '***.411.347-**',
};

export const diego: Customer = {
  name: 'Diego Rocha',
  bank: '002',
  email: 'diego@ctd.example',
  maskedCpf: '***.533.447-**',
};

export const customers = [ana, bruno, carla, diego];
export const password = 'codepix-demo';
export const pin = '1234';
export const openingCents = 100_000;

/** The seeded e-mail keys; Bruno and Diego hold none. */
export const carlaKey = 'carla@ctd.example';
export const anaKey = 'ana@bbx.example';
